package io.boosterbeacon.it.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
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
 * Arquillian's view of the server under test. One container for all products, because the connectors there are hide how each
 * is configured, start one node only, or do not know the product's current version.
 */
public final class ServerContainer implements DeployableContainer<ServerConfiguration> {
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
        // with the first deployment: a class that uses one container need not start them all
    }

    @Override
    public void stop() {
        if (server != null) {
            server.close();
            server = null;
        }
    }

    @Override
    public ProtocolDescription getDefaultProtocol() {
        return ProtocolDescription.DEFAULT;
    }

    @Override
    public ProtocolMetaData deploy(Archive<?> archive) throws DeploymentException {
        RunningServer running = running();
        try {
            if (!running.deploy(export(archive))) {
                throw new DeploymentException(archive.getName() + " could not be deployed:\n" + errors(running.log()));
            }
        } catch (IOException e) {
            throw new DeploymentException(archive.getName() + " could not be deployed", e);
        }
        HTTPContext context = new HTTPContext("127.0.0.1", running.httpPort());
        context.add(new Servlet("application", archive.getName().replace(".war", "")));
        return new ProtocolMetaData().addContext(context);
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
            running = new RunningServer(given.getNode(), given.environment());
            server = running;
        }
        return running;
    }
}
