package io.boosterbeacon.it.server;

import io.boosterbeacon.it.redis.SharedRedis;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.jboss.arquillian.container.spi.client.container.ContainerConfiguration;

/** One {@code container} of {@code arquillian.xml}. Arquillian fills it by its setters. */
public final class ServerConfiguration implements ContainerConfiguration {
    private String node = "";
    private String environment = "";
    private boolean sharedRedis;

    @Override
    public void validate() {
        variables();
    }

    /** The name of the node and its folder. Empty: the server that all test classes of this JVM share. */
    public String getNode() {
        return node;
    }

    public void setNode(String node) {
        this.node = node;
    }

    public String getEnvironment() {
        return environment;
    }

    /** Environment variables of the server, {@code NAME=value}, separated by blanks. */
    public void setEnvironment(String environment) {
        this.environment = environment;
    }

    public boolean isSharedRedis() {
        return sharedRedis;
    }

    /** Whether {@code REDIS_URL} is the URL of {@link SharedRedis}. */
    public void setSharedRedis(boolean sharedRedis) {
        this.sharedRedis = sharedRedis;
    }

    Map<String, String> environment() {
        Map<String, String> all = variables();
        if (sharedRedis) {
            all.put("REDIS_URL", SharedRedis.url());
        }
        return all;
    }

    private Map<String, String> variables() {
        Map<String, String> variables = new TreeMap<>();
        Arrays.stream(environment.trim().split("\\s+"))
                .filter(entry -> !entry.isEmpty())
                .map(entry -> entry.split("=", 2))
                .forEach(entry -> variables.put(entry[0], entry[1]));
        return variables;
    }
}
