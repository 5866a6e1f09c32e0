package io.boosterbeacon.redis.internal.store.redis;

import static io.boosterbeacon.redis.RedisErrorType.COMMAND_ERROR;
import static io.boosterbeacon.redis.RedisErrorType.CONNECTION_ERROR;

import io.boosterbeacon.redis.RedisErrorType;
import java.util.Arrays;
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
    MAXCLIENTS(CONNECTION_ERROR, "it has as many clients as it may have (maxclients)"),
    BUSY(CONNECTION_ERROR, "a script has been running for too long, and it answers nobody meanwhile"),
    DB(CONNECTION_ERROR, "redis.url names a database that it does not have (databases)"),
    NOPERM(COMMAND_ERROR, "the user of redis.url may not do this (ACL)"),
    READONLY(COMMAND_ERROR, "it is a read-only replica: redis.url must lead to the master, or to sentinels"),
    OOM(COMMAND_ERROR, "its memory is full (maxmemory)"),
    MISCONF(COMMAND_ERROR, "it accepts no writes because it cannot save to disk"),
    NOREPLICAS(COMMAND_ERROR, "it accepts no writes because too few replicas follow it"),
    MOVED(COMMAND_ERROR, "another node of its cluster has the key: only redis.mode=cluster looks there"),
    ASK(COMMAND_ERROR, "another node of its cluster has the key: only redis.mode=cluster looks there"),
    WRONGTYPE(COMMAND_ERROR, "the key holds another kind of value"),
    EXECABORT(COMMAND_ERROR, "a command of the transaction was wrong"),
    NOSCRIPT(COMMAND_ERROR, "it does not know the script"),
    /** Everything else. */
    ERR(COMMAND_ERROR, "it did not understand or could not do it");

    private static final Pattern CODE = Pattern.compile("-?([A-Z][A-Z0-9_]{1,19})( .*)?", Pattern.DOTALL);
    /** What Redis before 7.0 says of a command that a script could not do. */
    private static final Pattern IN_SCRIPT =
            Pattern.compile("ERR Error running script .*?: -([A-Z]+) .*", Pattern.DOTALL);
    /** These two have no code of their own. */
    private static final String TOO_MANY = "ERR max number of clients reached";

    private static final String NO_DATABASE = "ERR DB index is out of range";

    private final RedisErrorType type;
    private final String meaning;

    ErrorReply(RedisErrorType type, String meaning) {
        this.type = type;
        this.meaning = meaning;
    }

    /** By its text. */
    static Optional<ErrorReply> of(String text) {
        if (text.startsWith(TOO_MANY)) {
            return Optional.of(MAXCLIENTS);
        }
        if (text.startsWith(NO_DATABASE)) {
            return Optional.of(DB);
        }
        return named(IN_SCRIPT.matcher(text)).or(() -> named(CODE.matcher(text)));
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

    /** The code and what it means. The reply's own text is told nowhere: it may quote keys and arguments. */
    String explanation() {
        return name() + ", " + meaning;
    }
}
