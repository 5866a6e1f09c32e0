package io.boosterbeacon.redis.internal.store.redis;

import io.boosterbeacon.redis.testing.TempFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A node in a JVM of its own that checks tokens all the time, also while others revoke them. */
final class CheckingNode implements AutoCloseable {
    /** The last tokens are checked, and some that are revoked soon. */
    private static final int CHECKED = 300;

    private static final int CHECKS_AT_ONCE = 20;
    private static final long PAUSE_NANOS = 500_000;

    private final Process process;
    private final Path errors;

    private CheckingNode(Process process, Path errors) {
        this.process = process;
        this.errors = errors;
    }

    /** @param number of the node, from 0 on */
    static CheckingNode start(String url, Path board, int number) throws IOException {
        Path errors = TempFolder.create("beacon-node").resolve("errors");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CheckingNode.class.getName(),
                        url,
                        board.toString(),
                        Integer.toString(number))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(errors.toFile())
                .start();
        return new CheckingNode(process, errors);
    }

    public static void main(String[] args) {
        RevocationBoard board = new RevocationBoard(Path.of(args[1]));
        int violations;
        try (ReplicaNode node = ReplicaNode.on(args[0])) {
            violations = check(node, board, Integer.parseInt(args[2]));
        }
        Runtime.getRuntime().halt(violations == 0 ? 0 : 1);
    }

    /** Checks until the board says that it is enough. Returns how many revoked tokens were accepted. */
    static int check(ReplicaNode node, RevocationBoard board, int number) {
        Random random = new Random(number);
        int violations = 0;
        for (int checks = 1; !board.isStopped(); checks++) {
            if (checks % CHECKS_AT_ONCE == 0) {
                // the processors are needed by the other nodes, and the server, too
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            int token = Math.max(0, board.tokens() + 20 - random.nextInt(CHECKED));
            long revokedAt = board.revokedAt(token);
            try {
                boolean refused = node.refuses(RevocationBoard.token(token));
                board.count(number, refused);
                if (!refused && revokedAt != 0) {
                    violations++;
                    System.err.println("node " + number + " has accepted token " + token + ", which was revoked "
                            + TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - revokedAt) + " us before; fresh: "
                            + node.replica().isFresh());
                }
            } catch (CompletionException e) {
                // the store does not answer, or has lost revocations: nobody is accepted
                board.countUnknown(number);
            }
        }
        return violations;
    }

    /** Stops all its threads (SIGSTOP). */
    void pause() throws IOException, InterruptedException {
        signal("STOP");
    }

    /** Ends a {@link #pause}. */
    void resume() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    /** Waits for the end, and returns what was wrong; an empty text if nothing was. */
    String problems() throws IOException, InterruptedException {
        boolean ended = process.waitFor(30, TimeUnit.SECONDS);
        return ended && process.exitValue() == 0 ? "" : "ended: " + ended + "\n" + Files.readString(errors);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
