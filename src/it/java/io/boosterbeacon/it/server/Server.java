package io.boosterbeacon.it.server;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The differences between products: how a server is configured and started, and how it deploys. */
interface Server {
    /** The product that this run of the suite is for. */
    static Server underTest(Node node, Setup setup) {
        return switch (ServerUnderTest.name()) {
            case "payara-micro" -> new PayaraMicro(node);
            case "wildfly" -> new WildFly(node, setup);
            case "open-liberty" -> new OpenLiberty(node, setup);
            case "glassfish" -> new GlassFish(node);
            case "tomee" -> new TomEe(node, setup);
            default ->
                throw new IllegalArgumentException("it.server is \"" + ServerUnderTest.name()
                        + "\"; accepted: payara-micro, wildfly, open-liberty, glassfish, tomee");
        };
    }

    /**
     * Creates the node's folder, and returns the command that starts the server.
     *
     * @param wars deployed already when the server starts
     */
    ProcessBuilder prepare(List<Path> wars) throws IOException;

    /** Whether its log says that it has started. */
    boolean isUp(String log);

    /** The folder that it scans for WARs while it runs; empty if it deploys only when it starts. */
    Optional<Path> dropFolder();

    /**
     * The outcome of a deployment, once it is known.
     *
     * @param log what the server has logged since the deployment began
     */
    Optional<Outcome> outcome(String war, String log);

    /** Whether the undeployment of a WAR has ended. */
    boolean isUndeployed(String war, String log);

    /** The URI of the readiness check, which is at the root of the server (MicroProfile Health §5). */
    default URI readiness(URI application, String rest) {
        return application.resolve("/health/ready");
    }

    Node node();

    /** Which of the files of {@code server-config} a server is started with. */
    enum Setup {
        /** The settings that every user needs. */
        USUAL,
        /** Also the settings for enterprise beans: Open Liberty with a user registry. */
        ENTERPRISE_BEANS,
        /** Fewer features than users need: WildFly without MicroProfile, TomEE without settings. */
        REDUCED
    }

    /** The end of a deployment. */
    enum Outcome {
        DEPLOYED,
        FAILED
    }
}
