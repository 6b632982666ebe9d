package io.github.metastone4j.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The devices a model's layers lie on, in order: {@code cpu}, {@code cuda:0}, or several, over which the layers are split
 * evenly. A device named twice takes twice as many.
 */
public record Placement(List<String> devices) {

    private static final Pattern CUDA = Pattern.compile("cuda(?::(\\d{1,3}))?");

    public Placement {
        devices = List.copyOf(devices);
        if (devices.isEmpty()) {
            throw new IllegalArgumentException("no device given; use cpu, cuda:0, or auto");
        }
    }

    /**
     * Reads names as a user gives them and checks that the devices are there.
     *
     * @param names {@code auto} (the first GPU if there is one, else the CPU), {@code cpu}, {@code cuda} (the first),
     *     {@code cuda:N}, or several, as a list or with commas
     * @throws IllegalArgumentException for a name that is none of these, or a GPU that isn't there
     */
    public static Placement parse(List<String> names) {
        List<String> devices = new ArrayList<>();
        for (String list : names) {
            for (String name : list.split(",", -1)) {
                devices.add(device(name.strip()));
            }
        }
        if (devices.contains("cpu") && devices.stream().anyMatch(device -> !device.equals("cpu"))) {
            throw new IllegalArgumentException(
                    "layers can be split over several GPUs, not over CPU and GPU; got " + devices);
        }
        return new Placement(devices);
    }

    private static String device(String name) {
        if (name.equals("cpu")) {
            return name;
        }
        int gpus = gpuCount();
        if (name.equals("auto")) {
            return gpus > 0 ? "cuda:0" : "cpu";
        }
        Matcher cuda = CUDA.matcher(name);
        if (!cuda.matches()) {
            throw new IllegalArgumentException(
                    "unknown device '" + name + "'; use auto, cpu, cuda:0, or cuda:0,cuda:1");
        }
        int index = cuda.group(1) == null ? 0 : Integer.parseInt(cuda.group(1));
        if (index >= gpus) {
            throw new IllegalArgumentException("device '" + name + "' isn't there: libtorch sees " + gpus
                    + " GPUs; use cpu or auto, or put a CUDA build of libtorch on the class path");
        }
        return "cuda:" + index;
    }

    private static int gpuCount() {
        return Kernels.engine().getGpuCount();
    }

    /** Whether the layers lie on GPUs. */
    public boolean isGpu() {
        return !devices.get(0).equals("cpu");
    }

    /** The device of one layer of so many. */
    String ofLayer(int layer, int layers) {
        return devices.get((int) ((long) layer * devices.size() / layers));
    }

    String first() {
        return devices.get(0);
    }

    String last() {
        return devices.get(devices.size() - 1);
    }
}
