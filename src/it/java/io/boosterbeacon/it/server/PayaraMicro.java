package io.boosterbeacon.it.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Payara Micro: one JAR, no folder, deploys what its command line names. */
record PayaraMicro(Node node) implements Server {
    @Override
    public ProcessBuilder prepare(List<Path> wars) throws IOException {
        node.clear();
        List<String> command = new ArrayList<>();
        command.add(ServerUnderTest.java().toString());
        command.addAll(List.of(ServerUnderTest.javaOptions().split(" ", -1)));
        command.addAll(List.of("-jar", ServerUnderTest.home().toString()));
        command.addAll(List.of("--nocluster", "--disablephonehome", "--port", String.valueOf(node.httpPort())));
        command.addAll(List.of(
                "--prebootcommandfile",
                ServerUnderTest.config().resolve("preboot.txt").toString()));
        command.addAll(List.of("--rootdir", node.folder().toString()));
        wars.forEach(war -> command.addAll(List.of("--deploy", war.toString())));
        return new ProcessBuilder(command);
    }

    @Override
    public boolean isUp(String log) {
        return log.contains("ready in");
    }

    @Override
    public Optional<Path> dropFolder() {
        return Optional.empty();
    }

    /** It logs that it is ready even if a deployment has failed, and then lists what is deployed. */
    @Override
    public Optional<Outcome> outcome(String war, String log) {
        String name = war.replace(".war", "");
        return Optional.of(log.contains("\"Name\": \"" + name + "\"") ? Outcome.DEPLOYED : Outcome.FAILED);
    }

    @Override
    public boolean isUndeployed(String war, String log) {
        return true;
    }
}
