package io.github.metastone4j.quarkus.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.devtools.codestarts.quarkus.QuarkusCodestartCatalog;
import io.quarkus.devtools.codestarts.quarkus.QuarkusCodestartData.QuarkusDataKey;
import io.quarkus.devtools.codestarts.quarkus.QuarkusCodestartProjectInput;
import io.quarkus.devtools.messagewriter.MessageWriter;
import io.quarkus.devtools.project.BuildTool;
import io.quarkus.maven.dependency.ArtifactKey;
import io.quarkus.platform.descriptor.loader.json.ResourceLoaders;
import io.quarkus.registry.catalog.Extension;
import io.quarkus.registry.catalog.ExtensionCatalog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A new project with the extension, as Quarkus' own tools make it. That what it begins with compiles and answers is seen in
 * {@code org.acme.ArithmeticResourceTest}, which is part of it and runs here.
 */
class CodestartTest {

    private static final String GROUP = "io.github.metastone4j";
    private static final String EXTENSION = "quarkus-langchain4j-metastone";
    private static final Path CODESTARTS = Path.of("../runtime/target/codestart-files/codestarts/quarkus");

    /** What the tools add of themselves; here it is only filled in. */
    private static final Map<String, Object> VERSIONS = Map.of(
            "java.version", "17",
            "quarkus.version", "3.27.2",
            "quarkus.platform.group-id", "io.quarkus.platform",
            "quarkus.platform.artifact-id", "quarkus-bom",
            "quarkus.platform.version", "3.27.2",
            "quarkus.maven-plugin.group-id", "io.quarkus.platform",
            "quarkus.maven-plugin.artifact-id", "quarkus-maven-plugin",
            "quarkus.maven-plugin.version", "3.27.2",
            "maven-compiler-plugin.version", "3.14.0",
            "maven-surefire-plugin.version", "3.5.4");

    @TempDir
    private static Path project;

    @BeforeAll
    static void make_a_project() throws IOException {
        var catalog = ExtensionCatalog.builder();
        catalog.addExtension(extension());
        QuarkusCodestartCatalog.fromExtensionsCatalogAndDirectories(
                        MessageWriter.info(), catalog.build(), List.of(CODESTARTS))
                .createProject(QuarkusCodestartProjectInput.builder()
                        .addExtension(ArtifactKey.ga(GROUP, EXTENSION))
                        .buildTool(BuildTool.MAVEN)
                        .putData(QuarkusDataKey.PROJECT_PACKAGE_NAME, "org.shop")
                        .addData(VERSIONS)
                        .noBuildToolWrapper()
                        .noDockerfiles()
                        .build())
                .generate(project);
    }

    @Test
    void it_begins_with_an_ai_service_a_resource_and_their_test() throws IOException {
        assertThat(Files.readString(project.resolve("src/main/java/org/shop/ArithmeticSolver.java")))
                .startsWith("package org.shop;")
                .contains("@RegisterAiService")
                .contains("@UserMessage(\"{question}\")");
        assertThat(Files.readString(project.resolve("src/main/java/org/shop/ArithmeticResource.java")))
                .startsWith("package org.shop;")
                .contains("@Path(\"/arithmetic\")");
        assertThat(Files.readString(project.resolve("src/test/java/org/shop/ArithmeticResourceTest.java")))
                .startsWith("package org.shop;")
                .contains("@QuarkusTest");
    }

    @Test
    void it_has_the_dependencies_for_that() throws IOException {
        String version = extension().getArtifact().getVersion();

        assertThat(Files.readString(project.resolve("pom.xml")).replaceAll(">\\s+<", "><"))
                .contains("<artifactId>quarkus-rest</artifactId>")
                .contains("<artifactId>rest-assured</artifactId><scope>test</scope>")
                .contains("<groupId>" + GROUP + "</groupId><artifactId>" + EXTENSION + "</artifactId>")
                .contains("<groupId>" + GROUP + "</groupId><artifactId>langchain4j-metastone-nano</artifactId><version>"
                        + version + "</version>");
    }

    @Test
    void its_configuration_gives_tests_the_same_answers_each_time() throws IOException {
        assertThat(Files.readAllLines(project.resolve("src/main/resources/application.properties")))
                .contains(
                        "quarkus.langchain4j.metastone.chat-model.selector=weighted-majority",
                        "%test.quarkus.langchain4j.metastone.chat-model.seed=1");
    }

    @Test
    void its_readme_says_how_to_ask() throws IOException {
        assertThat(Files.readString(project.resolve("README.md")))
                .contains("LangChain4j MetaStone")
                .contains("curl 'http://localhost:8080/arithmetic?q=Compute%207%20*%208%20-%205.'");
    }

    @Test
    void the_extension_says_where_its_codestart_is() throws IOException {
        assertThat(extension().getMetadata().get("codestart"))
                .isEqualTo(Map.of(
                        "name",
                        "langchain4j-metastone",
                        "languages",
                        List.of("java"),
                        "artifact",
                        GROUP + ":" + EXTENSION + ":codestarts:jar:"
                                + extension().getArtifact().getVersion()));
    }

    private static Extension extension() throws IOException {
        for (URL url : Collections.list(
                Thread.currentThread().getContextClassLoader().getResources("META-INF/quarkus-extension.yaml"))) {
            Extension found = ResourceLoaders.processAsPath(url, path -> {
                try {
                    return Extension.fromFile(path);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            if (found.getArtifact().getArtifactId().equals(EXTENSION)) {
                return found;
            }
        }
        throw new IllegalStateException(EXTENSION + " is not on the class path");
    }
}
