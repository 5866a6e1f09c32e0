package io.boosterbeacon.redis.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * A compose file, as far as the tests look into it. Reading fails where Compose would refuse the file, or where YAML
 * reads a word as a number or a boolean.
 *
 * @param root the whole document
 * @param services by name, in the order of the file
 */
public record ComposeFile(Path path, Map<String, ?> root, Map<String, Service> services) {

    /**
     * One container.
     *
     * @param command its words, with Compose's own escapes resolved
     * @param ports as the file has them
     */
    public record Service(
            String name,
            Map<String, ?> root,
            List<String> command,
            Map<String, String> environment,
            List<String> ports) {

        private static Service of(String name, Map<String, ?> root) {
            return new Service(
                    name,
                    root,
                    texts(root.get("command")),
                    environment(root),
                    root.containsKey("ports") ? texts(root.get("ports")) : List.of());
        }

        private static Map<String, String> environment(Map<String, ?> root) {
            Map<String, String> environment = new LinkedHashMap<>();
            if (root.containsKey("environment")) {
                map(root.get("environment")).forEach((key, value) -> environment.put(key, text(value)));
            }
            return environment;
        }

        public boolean onHostNetwork() {
            return "host".equals(root.get("network_mode"));
        }

        /** The value of a variable, which must be there. */
        public String variable(String variable) {
            return Objects.requireNonNull(environment.get(variable), variable);
        }

        /** The word that follows an option in the command. */
        public String argument(String option) {
            assertThat(command).as("command of %s", name).containsOnlyOnce(option);
            return command.get(command.indexOf(option) + 1);
        }

        /** The services that must be healthy before this one starts. */
        public List<String> waitsFor() {
            return map(root.get("depends_on")).entrySet().stream()
                    .filter(each -> map(each.getValue()).get("condition").equals("service_healthy"))
                    .map(Map.Entry::getKey)
                    .toList();
        }

        /** The words of the health check, its kind among them. */
        public List<String> healthCheck() {
            return texts(map(root.get("healthcheck")).get("test"));
        }
    }

    /** The service of a name, which must be there. */
    public Service service(String name) {
        return Objects.requireNonNull(services.get(name), name);
    }

    public static ComposeFile read(Path path) {
        try {
            Map<String, ?> root = map(new Load(LoadSettings.builder().build()).loadFromString(Files.readString(path)));
            Map<String, Service> services = new LinkedHashMap<>();
            map(root.get("services")).forEach((name, service) -> services.put(name, Service.of(name, map(service))));
            return new ComposeFile(path, root, services);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, ?> map(Object value) {
        assertThat(value).isInstanceOf(Map.class);
        Map<String, Object> map = new LinkedHashMap<>();
        ((Map<?, ?>) value).forEach((key, each) -> map.put((String) key, each));
        return map;
    }

    private static List<String> texts(Object value) {
        assertThat(value).isInstanceOf(List.class);
        return ((List<?>) value).stream().map(ComposeFile::text).toList();
    }

    /** A number or a boolean here means that its quotes are missing. */
    private static String text(Object value) {
        assertThat(value).isInstanceOf(String.class);
        String text = (String) value;
        assertThat(text.replace("$$", ""))
                .as("a single $ begins a variable of Compose")
                .doesNotContain("$");
        return text.replace("$$", "$");
    }
}
