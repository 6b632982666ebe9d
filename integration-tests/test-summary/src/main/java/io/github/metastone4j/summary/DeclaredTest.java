package io.github.metastone4j.summary;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A test as it stands in a source. Sources are formatted by one tool, so that lines can be relied on: annotations and
 * names of methods begin four spaces from the left, those of classes at the left.
 *
 * @param annotation which makes it a test
 * @param slow whether it, or its class, is tagged so
 */
record DeclaredTest(String type, String name, String annotation, boolean slow) {

    private static final Pattern TEST =
            Pattern.compile("^    @(Test|ParameterizedTest|RepeatedTest|TestFactory|TestTemplate|ArchTest)\\b.*");
    private static final String SLOW = "@Tag(\"slow\")";
    private static final Pattern MEMBER = Pattern.compile("^    [\\w<][^@=(]*\\b(\\w+)(\\(.*| =.*| =)$");
    private static final Pattern TYPE = Pattern.compile("^(?:\\w+ )*(class|interface|record) (\\w+).*");

    /** Those of a source file, in its order. */
    static List<DeclaredTest> of(Path source) throws IOException {
        List<DeclaredTest> tests = new ArrayList<>();
        String type = "";
        boolean slowType = false;
        boolean slow = false;
        String annotation = "";
        for (String line : Files.readAllLines(source)) {
            Matcher test = TEST.matcher(line);
            Matcher member = MEMBER.matcher(line);
            Matcher declaration = TYPE.matcher(line);
            if (line.strip().equals(SLOW)) {
                slow = true;
            } else if (test.matches()) {
                annotation = test.group(1);
            } else if (declaration.matches() && type.isEmpty()) {
                type = declaration.group(2);
                slowType = slow;
                slow = false;
            } else if (member.matches()) {
                if (!annotation.isEmpty()) {
                    tests.add(new DeclaredTest(type, member.group(1), annotation, slow || slowType));
                }
                annotation = "";
                slow = false;
            }
        }
        return tests;
    }
}
