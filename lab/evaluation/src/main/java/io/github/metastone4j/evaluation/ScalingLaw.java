package io.github.metastone4j.evaluation;

/**
 * A straight line through accuracies over the logarithm of what they cost, fitted by least squares:
 * {@code accuracy = intercept + slope * ln(parameters * tokens)}. The paper (arXiv 2507.01951) finds such a law for its models.
 *
 * @param intercept accuracy, as a fraction, at one parameter and one token
 * @param slope accuracy gained by e times the cost, as a fraction; times 0.693, by doubling it
 * @param rSquared the share of the accuracies' variance that the line explains, in [0, 1]; NaN if they do not vary
 */
public record ScalingLaw(double intercept, double slope, double rSquared) {

    /** The accuracy that the law expects, as a fraction; nothing keeps it in [0, 1]. */
    public double at(double parameterTokens) {
        return intercept + slope * Math.log(parameterTokens);
    }

    static ScalingLaw fit(double[] parameterTokens, double[] accuracies) {
        int n = accuracies.length;
        double meanX = 0;
        double meanY = 0;
        for (int i = 0; i < n; i++) {
            meanX += Math.log(parameterTokens[i]) / n;
            meanY += accuracies[i] / n;
        }
        double xx = 0;
        double xy = 0;
        double yy = 0;
        for (int i = 0; i < n; i++) {
            double x = Math.log(parameterTokens[i]) - meanX;
            double y = accuracies[i] - meanY;
            xx += x * x;
            xy += x * y;
            yy += y * y;
        }
        double slope = xy / xx;
        return new ScalingLaw(meanY - slope * meanX, slope, yy < 1e-18 ? Double.NaN : xy * xy / (xx * yy));
    }
}
