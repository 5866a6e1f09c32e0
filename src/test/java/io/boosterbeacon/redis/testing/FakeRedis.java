package io.boosterbeacon.redis.testing;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** A server that only pretends to be Redis: clients can connect, and every other command gets the same reply. */
public final class FakeRedis implements AutoCloseable {
    private final ServerSocket server;
    private volatile String reply = "*0\r\n";
    private volatile String greeting = "";
    private final Map<String, Function<List<String>, String>> repliesByCommand = new ConcurrentHashMap<>();

    private FakeRedis(ServerSocket server) {
        this.server = server;
    }

    public static FakeRedis start() {
        try {
            FakeRedis fake = new FakeRedis(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
            daemon(fake::acceptAll);
            return fake;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sets the reply to every other command, as the protocol writes it. */
    public void reply(String text) {
        this.reply = text;
    }

    /** Sets the reply to one command, such as {@code MGET}. */
    public void reply(String command, String text) {
        reply(command, words -> text);
    }

    /**
     * Computes the reply to one command from its words.
     *
     * @param replies is called by one thread for each connection
     */
    public void reply(String command, Function<List<String>, String> replies) {
        repliesByCommand.put(command, replies);
    }

    /** Sets one reply to every command, those of connecting included. Empty: clients can connect. */
    public void greeting(String text) {
        this.greeting = text;
    }

    public String url() {
        return "redis://127.0.0.1:" + server.getLocalPort();
    }

    private void acceptAll() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                daemon(() -> serve(client));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            InputStream in = new BufferedInputStream(client.getInputStream());
            OutputStream out = client.getOutputStream();
            while (true) {
                List<String> command = read(in);
                out.write(answer(command).getBytes(StandardCharsets.ISO_8859_1));
                out.flush();
            }
        } catch (IOException e) {
            // the client is gone
        }
    }

    private String answer(List<String> command) {
        if (!greeting.isEmpty()) {
            return greeting;
        }
        String name = command.get(0).toUpperCase(Locale.ROOT);
        return switch (name) {
            case "HELLO" -> "-ERR unknown command 'HELLO'\r\n";
            case "PING" -> "+PONG\r\n";
            case "CLIENT", "AUTH", "SELECT" -> "+OK\r\n";
            case "SUBSCRIBE" ->
                "*3\r\n$9\r\nsubscribe\r\n$" + command.get(1).length() + "\r\n" + command.get(1) + "\r\n:1\r\n";
            default -> repliesByCommand.getOrDefault(name, words -> reply).apply(command);
        };
    }

    private static List<String> read(InputStream in) throws IOException {
        int count = Integer.parseInt(line(in).substring(1));
        List<String> words = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            byte[] word = in.readNBytes(Integer.parseInt(line(in).substring(1)));
            line(in);
            words.add(new String(word, StandardCharsets.ISO_8859_1));
        }
        return words;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("the client is gone");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "fake-redis");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
