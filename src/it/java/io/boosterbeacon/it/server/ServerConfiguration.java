package io.boosterbeacon.it.server;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.jboss.arquillian.container.spi.client.container.ContainerConfiguration;

/** One {@code container} of {@code arquillian.xml}. Arquillian fills it by its setters. */
public final class ServerConfiguration implements ContainerConfiguration {
    private String node = "";
    private String environment = "";

    @Override
    public void validate() {
        environment();
    }

    /** The name of the node: it tells folders and logs apart. */
    public String getNode() {
        return node;
    }

    public void setNode(String node) {
        this.node = node;
    }

    public String getEnvironment() {
        return environment;
    }

    /** Variables for the server's process, {@code NAME=value}, blanks between them. */
    public void setEnvironment(String environment) {
        this.environment = environment;
    }

    Map<String, String> environment() {
        return Arrays.stream(environment.trim().split("\\s+"))
                .filter(entry -> !entry.isEmpty())
                .map(entry -> entry.split("=", 2))
                .collect(Collectors.toMap(entry -> entry[0], entry -> entry[1]));
    }
}
