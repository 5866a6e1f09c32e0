package io.boosterbeacon.it.server;

import io.boosterbeacon.it.server.RunningServer.Deployment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.arquillian.container.spi.client.container.DeployableContainer;
import org.jboss.arquillian.container.spi.client.container.DeploymentException;
import org.jboss.arquillian.container.spi.client.protocol.ProtocolDescription;
import org.jboss.arquillian.container.spi.client.protocol.metadata.HTTPContext;
import org.jboss.arquillian.container.spi.client.protocol.metadata.ProtocolMetaData;
import org.jboss.arquillian.container.spi.client.protocol.metadata.Servlet;
import org.jboss.shrinkwrap.api.Archive;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jspecify.annotations.Nullable;

/**
 * Arquillian's view of the server under test. One container for all products, because the existing connectors hide how
 * each is configured, start one node only, or do not know the product's current version.
 */
public final class ServerContainer implements DeployableContainer<ServerConfiguration> {
    private static final Set<ServerContainer> WAITING = new LinkedHashSet<>();

    private final List<Path> collected = new ArrayList<>();
    private @Nullable ServerConfiguration configuration;
    private @Nullable RunningServer server;

    @Override
    public Class<ServerConfiguration> getConfigurationClass() {
        return ServerConfiguration.class;
    }

    @Override
    public void setup(ServerConfiguration given) {
        configuration = given;
    }

    @Override
    public void start() {
        // it starts with the first deployment: a class that uses one container need not start the others
    }

    @Override
    public void stop() {
        if (server != null && server != RunningServer.shared()) {
            server.close();
        }
        server = null;
    }

    @Override
    public ProtocolDescription getDefaultProtocol() {
        return ProtocolDescription.DEFAULT;
    }

    /** A server that deploys only when it starts is started after the last deployment of the test class. */
    @Override
    public ProtocolMetaData deploy(Archive<?> archive) throws DeploymentException {
        RunningServer running = running();
        try {
            collected.add(export(archive));
        } catch (IOException e) {
            throw new DeploymentException(archive.getName() + " could not be written", e);
        }
        if (running.deploysWhileItRuns()) {
            deployCollected();
        } else {
            WAITING.add(this);
        }
        HTTPContext context = new HTTPContext("127.0.0.1", running.httpPort());
        context.add(new Servlet("application", archive.getName().replace(".war", "")));
        return new ProtocolMetaData().addContext(context);
    }

    /** Starts the servers that wait for it. */
    static void deployWaiting() throws DeploymentException {
        try {
            for (ServerContainer container : WAITING) {
                container.deployCollected();
            }
        } finally {
            WAITING.clear();
        }
    }

    private void deployCollected() throws DeploymentException {
        List<Path> wars = List.copyOf(collected);
        collected.clear();
        try {
            for (Deployment deployment : running().deploy(wars)) {
                if (!deployment.succeeded()) {
                    throw new DeploymentException(
                            deployment.war() + " could not be deployed:\n" + errors(deployment.log()));
                }
            }
        } catch (IOException e) {
            throw new DeploymentException(wars + " could not be deployed", e);
        }
    }

    private static String errors(String log) {
        return log.lines()
                .filter(line -> line.contains("Exception") || line.contains("ERROR") || line.contains("SEVERE"))
                .limit(20)
                .collect(Collectors.joining("\n"));
    }

    private static Path export(Archive<?> archive) throws IOException {
        Path folder = Files.createDirectories(
                ServerUnderTest.output().resolve("servers").resolve("wars-" + ServerUnderTest.fork()));
        Path war = folder.resolve(archive.getName());
        archive.as(ZipExporter.class).exportTo(war.toFile(), true);
        return war;
    }

    @Override
    public void undeploy(Archive<?> archive) throws DeploymentException {
        try {
            running().undeploy(archive.getName());
        } catch (IOException e) {
            throw new DeploymentException(archive.getName() + " could not be undeployed", e);
        }
    }

    private RunningServer running() {
        RunningServer running = server;
        if (running == null) {
            ServerConfiguration given = Objects.requireNonNull(configuration);
            running = given.getNode().isEmpty()
                    ? RunningServer.shared()
                    : new RunningServer(given.getNode(), given.environment());
            server = running;
        }
        return running;
    }
}
