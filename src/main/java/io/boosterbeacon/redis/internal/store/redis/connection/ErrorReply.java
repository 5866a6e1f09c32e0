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
 * The error replies of Redis that an operator can do something about, by the code that each begins with. A server that cannot
 * answer anybody now is as good as not there; one that refuses this command is not.
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
    /** Everything else. */
    ERR(COMMAND_ERROR, "it did not understand or could not do it");

    /** A code, behind what Redis before 7.0 puts in front of it. */
    private static final Pattern CODE =
            Pattern.compile("(?:@user_script: ?\\d+: )?-?([A-Z][A-Z0-9_]{1,19})( .*)?", Pattern.DOTALL);
    /** What {@code command.lua} says of a command that a script could not do. */
    private static final Pattern IN_SCRIPT = Pattern.compile(".*?\\bREFUSED ([A-Z]{2,20}) (.*)", Pattern.DOTALL);

    /** What has no code of its own on some servers, by its words. */
    private static final Map<Pattern, ErrorReply> WORDS = new LinkedHashMap<>();

    static {
        String acl = "(?:NOPERM|ERR ACL failure|ERR The user|@user_script: ?\\d+: The user).*\\b";
        WORDS.put(Pattern.compile("ERR max number of clients reached"), MAXCLIENTS);
        WORDS.put(Pattern.compile("ERR DB index is out of range"), DB);
        WORDS.put(Pattern.compile("(?i)(?:ERR |@user_script: ?\\d+: )unknown (?:redis )?command"), UNKNOWN);
        WORDS.put(Pattern.compile(acl + "run (?:the|this)\\b.*command"), NOPERM);
        WORDS.put(Pattern.compile(acl + "channels?\\b"), NOPERM_CHANNEL);
        WORDS.put(Pattern.compile(acl + "keys?\\b"), NOPERM_KEY);
    }

    private final RedisErrorType type;
    private final String meaning;

    ErrorReply(RedisErrorType type, String meaning) {
        this.type = type;
        this.meaning = meaning;
    }

    /** By its text. */
    static Optional<ErrorReply> of(String text) {
        Matcher refused = IN_SCRIPT.matcher(text);
        String reply = refused.matches() ? refused.group(2) : text;
        return WORDS.entrySet().stream()
                .filter(words -> words.getKey().matcher(reply).lookingAt())
                .map(Map.Entry::getValue)
                .findFirst()
                .or(() -> named(CODE.matcher(reply)));
    }

    /** The command that a script could not do, if the text is about one. */
    static Optional<String> inScript(String text) {
        Matcher refused = IN_SCRIPT.matcher(text);
        return refused.matches() ? Optional.of(refused.group(1)) : Optional.empty();
    }

    private static Optional<ErrorReply> named(Matcher code) {
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

    /** The code and what it means. The reply's own text is told nowhere: it may quote keys and arguments. */
    String explanation() {
        return label() + ", " + meaning;
    }
}
