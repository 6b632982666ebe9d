package io.github.metastone4j.summary;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * What Surefire or Failsafe wrote of a class of tests.
 *
 * @param module the folder of its module
 * @param type the class's simple name
 * @param seconds all its tests together, with what lies before and after them
 * @param run how many tests ran; one with several sets of arguments counts once for each
 */
record Report(String module, String type, double seconds, int run, List<Skipped> skipped) {

    /** A test method that did not run, and why. */
    record Skipped(String test, String reason) {}

    static Report read(String module, Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
            factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
            return read(module, factory.createXMLStreamReader(in));
        } catch (XMLStreamException e) {
            throw new IOException(file + " is not a report of tests: " + e.getMessage(), e);
        }
    }

    private static Report read(String module, XMLStreamReader reader) throws XMLStreamException {
        String type = "";
        double seconds = 0;
        int tests = 0;
        String test = "";
        List<Skipped> skipped = new ArrayList<>();
        while (reader.hasNext()) {
            if (reader.next() != XMLStreamConstants.START_ELEMENT) {
                continue;
            }
            switch (reader.getLocalName()) {
                case "testsuite" -> {
                    type = simpleName(attribute(reader, "name"));
                    seconds = Double.parseDouble(attribute(reader, "time").replace(",", ""));
                }
                case "testcase" -> {
                    tests++;
                    test = attribute(reader, "name").replaceFirst("\\W.*", "");
                }
                case "skipped" -> skipped.add(new Skipped(test, reason(attribute(reader, "message"), reader)));
                default -> {}
            }
        }
        int run = tests - skipped.size();
        if (tests == 0) {
            skipped.add(new Skipped(type, "its class gave up before its first test"));
        }
        return new Report(module, type, seconds, run, List.copyOf(skipped));
    }

    /** An exception that ended a test is told with its type and the calls that led to it. */
    private static String reason(String message, XMLStreamReader reader) throws XMLStreamException {
        return message.isEmpty()
                ? reader.getElementText()
                        .lines()
                        .map(line -> line.replaceFirst("^[\\w.]+: *", ""))
                        .filter(line -> !line.isBlank())
                        .findFirst()
                        .orElse("no reason is given")
                : message;
    }

    private static String attribute(XMLStreamReader reader, String name) {
        String value = reader.getAttributeValue(null, name);
        return value == null ? "" : value;
    }

    private static String simpleName(String type) {
        return type.substring(type.lastIndexOf('.') + 1);
    }
}
