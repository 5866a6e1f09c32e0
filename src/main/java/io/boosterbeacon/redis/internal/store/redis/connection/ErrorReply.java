package io.boosterbeacon.redis.internal.store.redis.connection;

import static io.boosterbeacon.redis.RedisErrorType.COMMAND_ERROR;
import static io.boosterbeacon.redis.RedisErrorType.CONNECTION_ERROR;

import io.boosterbeacon.redis.RedisErrorType;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The error replies of Redis, by the code that they begin with, and their explanations for operators. An error of the
 * whole server counts as a connection error, an error of one command does not.
 */
enum ErrorReply {
    LOADING(CONNECTION_ERROR, "it is loading its data, and answers when that is done"),
    MASTERDOWN(CONNECTION_ERROR, "it is a replica that has lost its master"),
    CLUSTERDOWN(CONNECTION_ERROR, "its cluster does not serve this key now"),
    TRYAGAIN(CONNECTION_ERROR, "its cluster is moving this key"),
    NOAUTH(CONNECTION_ERROR, "it wants a password: redis.url has none"),
    WRONGPASS(CONNECTION_ERROR, "it does not accept the user or password of redis.url"),
    DENIED(CONNECTION_ERROR, "it has no password, and takes connections from its own machine only (protected-mode)"),
    MAXCLIENTS(CONNECTION_ERROR, "it has as many clients as it may have (maxclients)"),
    BUSY(CONNECTION_ERROR, "a script has been running for too long, and it answers nobody meanwhile"),
    DB(CONNECTION_ERROR, "redis.url names a database that it does not have (databases)"),
    NOPERM(COMMAND_ERROR, "the user of redis.url may not run it (ACL)"),
    NOPERM_KEY(COMMAND_ERROR, "the user of redis.url may not use such keys (ACL); they begin with redis.key.prefix"),
    NOPERM_CHANNEL(
            COMMAND_ERROR, "the user of redis.url may not use the channel (ACL); it begins with redis.key.prefix"),
    READONLY(COMMAND_ERROR, "it is a read-only replica: redis.url must lead to the master, or to sentinels"),
    OOM(COMMAND_ERROR, "its memory is full (maxmemory)"),
    MISCONF(COMMAND_ERROR, "it accepts no writes because it cannot save to disk"),
    NOREPLICAS(COMMAND_ERROR, "it accepts no writes because too few replicas follow it"),
    MOVED(COMMAND_ERROR, "another node of its cluster has the key: only redis.mode=cluster looks there"),
    ASK(COMMAND_ERROR, "another node of its cluster has the key: only redis.mode=cluster looks there"),
    WRONGTYPE(COMMAND_ERROR, "the key holds another kind of value"),
    EXECABORT(COMMAND_ERROR, "a command of the transaction was wrong"),
    NOSCRIPT(COMMAND_ERROR, "it does not know the script"),
    UNKNOWN(COMMAND_ERROR, "it does not have the command: it is too old, or somebody has renamed or disabled it"),
    /** All other errors. */
    ERR(COMMAND_ERROR, "it did not understand or could not do it");

    /** An error code. Before 7.0 Redis adds a prefix to errors in scripts. */
    private static final Pattern CODE =
            Pattern.compile("(?:@user_script: ?\\d+: )?-?([A-Z][A-Z0-9_]{1,19})( .*)?", Pattern.DOTALL);
    /** The message of {@code command.lua} for a command that was refused in a script. */
    private static final Pattern IN_SCRIPT = Pattern.compile(".*?\\bREFUSED ([A-Z]{2,20}) (.*)", Pattern.DOTALL);

    /** Errors that have no code of their own on some servers, recognized by their text. */
    private static final Map<Pattern, ErrorReply> PATTERNS = new LinkedHashMap<>();

    static {
        String acl = "(?:NOPERM|ERR ACL failure|ERR The user|@user_script: ?\\d+: The user).*\\b";
        PATTERNS.put(Pattern.compile("ERR max number of clients reached"), MAXCLIENTS);
        PATTERNS.put(Pattern.compile("ERR DB index is out of range"), DB);
        PATTERNS.put(Pattern.compile("(?i)(?:ERR |@user_script: ?\\d+: )unknown (?:redis )?command"), UNKNOWN);
        PATTERNS.put(Pattern.compile(acl + "run (?:the|this)\\b.*command"), NOPERM);
        PATTERNS.put(Pattern.compile(acl + "channels?\\b"), NOPERM_CHANNEL);
        PATTERNS.put(Pattern.compile(acl + "keys?\\b"), NOPERM_KEY);
    }

    private final RedisErrorType type;
    private final String meaning;

    ErrorReply(RedisErrorType type, String meaning) {
        this.type = type;
        this.meaning = meaning;
    }

    /** Finds the error by the text of a reply. */
    static Optional<ErrorReply> of(String text) {
        Matcher refused = IN_SCRIPT.matcher(text);
        String reply = refused.matches() ? refused.group(2) : text;
        return PATTERNS.entrySet().stream()
                .filter(words -> words.getKey().matcher(reply).lookingAt())
                .map(Map.Entry::getValue)
                .findFirst()
                .or(() -> withCode(CODE.matcher(reply)));
    }

    /** The command that was refused in a script; empty if the error is of another kind. */
    static Optional<String> inScript(String text) {
        Matcher refused = IN_SCRIPT.matcher(text);
        return refused.matches() ? Optional.of(refused.group(1)) : Optional.empty();
    }

    private static Optional<ErrorReply> withCode(Matcher code) {
        return code.matches()
                ? Arrays.stream(values())
                        .filter(each -> each.name().equals(code.group(1)))
                        .findFirst()
                : Optional.empty();
    }

    RedisErrorType type() {
        return type;
    }

    private String label() {
        return name().startsWith("NOPERM") ? "NOPERM" : name();
    }

    /** The code and its meaning. The text of the reply is not included, because it may quote keys and arguments. */
    String explanation() {
        return label() + ", " + meaning;
    }
}
