package io.github.metastone4j.sample;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.quarkus.runtime.configuration.DurationConverter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the build has put together for a cluster: the manifest, and what the images are made of. */
class DeploymentIT {

    private static final Path MANIFEST = Path.of("target/kubernetes/kubernetes.yml");
    private static final YAMLMapper YAML = new YAMLMapper();

    @Test
    void the_image_is_named_without_a_registry() throws IOException {
        assertThat(container().path("image").asText()).startsWith("metastone:").doesNotContain("/");
    }

    @Test
    void a_pod_has_twenty_minutes_to_load_its_weights() throws IOException {
        JsonNode probe = container().path("startupProbe");

        assertThat(probe.at("/httpGet/path").asText()).isEqualTo("/q/health/started");
        assertThat(probe.path("periodSeconds").asInt()
                        * probe.path("failureThreshold").asInt())
                .isEqualTo(20 * 60);
    }

    @Test
    void a_pod_is_ready_when_its_model_takes_requests() throws IOException {
        assertThat(container().at("/readinessProbe/httpGet/path").asText()).isEqualTo("/q/health/ready");
        assertThat(container().at("/livenessProbe/httpGet/path").asText()).isEqualTo("/q/health/live");
    }

    @Test
    void a_replica_has_a_gpu_of_its_own_and_is_replaced_before_the_next_one_starts() throws IOException {
        assertThat(deployment().at("/spec/replicas").asInt()).isEqualTo(1);
        assertThat(deployment().at("/spec/strategy/type").asText()).isEqualTo("Recreate");
        assertThat(container().at("/resources/limits/nvidia.com~1gpu").asInt()).isEqualTo(1);
    }

    @Test
    void memory_is_asked_for_and_bounded() throws IOException {
        JsonNode resources = container().path("resources");

        assertThat(resources.at("/requests/memory").asText()).isEqualTo("8Gi");
        assertThat(resources.at("/limits/memory").asText()).isEqualTo("16Gi");
    }

    @Test
    void the_model_is_mounted_to_be_read_and_the_cache_to_be_written() throws IOException {
        JsonNode pod = pod();

        assertThat(named(container().path("volumeMounts"), "models"))
                .isEqualTo(YAML.readTree("{mountPath: /models, name: models, readOnly: true}"));
        assertThat(named(container().path("volumeMounts"), "cache"))
                .isEqualTo(YAML.readTree("{mountPath: /cache, name: cache, readOnly: false}"));
        assertThat(named(pod.path("volumes"), "models")
                        .at("/persistentVolumeClaim/claimName")
                        .asText())
                .isEqualTo("metastone-models");
        assertThat(named(pod.path("volumes"), "cache").has("emptyDir")).isTrue();
    }

    @Test
    void the_environment_names_a_model_below_that_mount_and_the_gpu() throws IOException {
        assertThat(environment())
                .containsEntry("MODEL", "/models/MetaStone-S1-32B")
                .containsEntry("DEVICE", "cuda:0")
                .containsEntry("MAX_CACHE_BYTES", "5G");
    }

    @Test
    void a_pod_that_is_to_end_has_time_for_what_is_under_way() throws IOException {
        Duration closeGrace = Duration.ofSeconds(10); // the extension's default

        Duration needed = Stream.of("QUARKUS_SHUTDOWN_DELAY", "QUARKUS_SHUTDOWN_TIMEOUT")
                .map(environment()::get)
                .map(DurationConverter::parseDuration)
                .reduce(closeGrace, Duration::plus);

        assertThat(Duration.ofSeconds(
                        pod().path("terminationGracePeriodSeconds").asInt()))
                .isGreaterThan(needed);
    }

    @Test
    void a_pod_may_do_nothing_that_it_does_not_need() throws IOException {
        JsonNode pod = pod();
        JsonNode security = container().path("securityContext");

        assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
        assertThat(pod.at("/securityContext/runAsUser").asInt()).isEqualTo(10001);
        assertThat(pod.path("automountServiceAccountToken").asBoolean(true)).isFalse();
        assertThat(pod.path("enableServiceLinks").asBoolean(true)).isFalse();
        assertThat(security.path("readOnlyRootFilesystem").asBoolean()).isTrue();
        assertThat(security.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
        assertThat(security.at("/capabilities/drop")).isEqualTo(YAML.readTree("[ALL]"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Dockerfile.jvm", "Dockerfile.cuda"})
    void an_image_has_all_of_the_application_libraries_first(String file) throws IOException {
        String dockerfile = Files.readString(Path.of("src/main/docker").resolve(file));

        List<String> copied = Pattern.compile("(?m)^COPY (target/\\S+)")
                .matcher(dockerfile)
                .results()
                .map(match -> match.group(1))
                .toList();

        assertThat(copied)
                .containsExactly(
                        "target/quarkus-app/lib/",
                        "target/quarkus-app/quarkus/",
                        "target/quarkus-app/*.jar",
                        "target/quarkus-app/app/");
        try (var entries = Files.list(Path.of("target/quarkus-app"))) {
            assertThat(entries.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "lib", "quarkus", "quarkus-run.jar", "app", "quarkus-app-dependencies.txt");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Dockerfile.jvm", "Dockerfile.cuda"})
    void an_image_is_what_the_manifest_expects(String file) throws IOException {
        assertThat(Files.readAllLines(Path.of("src/main/docker").resolve(file)))
                .contains(
                        "USER " + pod().at("/securityContext/runAsUser").asInt() + ":10001",
                        "EXPOSE " + container().at("/ports/0/containerPort").asInt(),
                        "ENV DJL_CACHE_DIR="
                                + named(container().path("volumeMounts"), "cache")
                                        .path("mountPath")
                                        .asText(),
                        "ENV QUARKUS_HTTP_HOST=0.0.0.0");
    }

    private static JsonNode deployment() throws IOException {
        try (var documents = YAML.readerFor(JsonNode.class)
                .<JsonNode>readValues(new YAMLFactory().createParser(MANIFEST.toFile()))) {
            return documents.readAll().stream()
                    .filter(document -> document.path("kind").asText().equals("Deployment"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static JsonNode pod() throws IOException {
        return deployment().at("/spec/template/spec");
    }

    private static JsonNode container() throws IOException {
        return pod().at("/containers/0");
    }

    private static Map<String, String> environment() throws IOException {
        Map<String, String> environment = new TreeMap<>();
        container()
                .path("env")
                .forEach(variable -> environment.put(
                        variable.path("name").asText(), variable.path("value").asText()));
        return environment;
    }

    private static JsonNode named(JsonNode list, String name) {
        return StreamSupport.stream(list.spliterator(), false)
                .filter(entry -> entry.path("name").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
