package io.boosterbeacon.redis.internal.cache.binding;

import io.boosterbeacon.redis.internal.cache.key.Tags;
import io.boosterbeacon.redis.internal.cache.read.ForwardingValueFormat;
import io.boosterbeacon.redis.internal.cache.read.ValueFormat;
import io.boosterbeacon.redis.internal.log.ThrottledLog;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The format of the values of one call of a method with tags, or of all values that are stored without a call. Tags
 * that cannot be read keep the value out of the cache: the method must not fail because it is cached.
 */
final class TaggedValues extends ForwardingValueFormat {
    private static final ThrottledLog LOG = new ThrottledLog(System.getLogger("io.boosterbeacon.redis"));

    private final MethodValues content;
    private final Tags tags;
    private final Object[] arguments;
    private final String place;
    /** Null until the method is about to be called: most calls are hits. */
    private Tags.@Nullable Begun begun;

    private @Nullable RuntimeException failure;

    /**
     * @param values the format of the call without tags
     * @param content finds the content of values
     * @param place for messages
     */
    TaggedValues(ValueFormat values, MethodValues content, Tags tags, Object[] arguments, String place) {
        super(values);
        this.content = content;
        this.tags = tags;
        this.arguments = arguments;
        this.place = place;
    }

    /** The format of values that are stored without a call of a method. */
    static TaggedValues withoutCall(MethodValues values, Tags tags) {
        TaggedValues tagged = new TaggedValues(values, values, tags, new Object[0], values.method());
        tagged.begin();
        return tagged;
    }

    /** Reads the arguments, which the method may modify. To be called before the method. */
    void begin() {
        try {
            begun = tags.begin(arguments);
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    @Override
    public @Nullable List<String> tags(@Nullable Object value) {
        Tags.Begun before = begun;
        if (before != null) {
            return tags(before, content.content(value), place);
        }
        RuntimeException failed = failure;
        warn(place, failed == null ? "they were not read" : String.valueOf(failed.getMessage()));
        return null;
    }

    /** The tags of a value; null if they cannot be read: the value must not be stored. */
    static @Nullable List<String> tags(Tags.Begun begun, @Nullable Object value, String place) {
        try {
            return List.copyOf(begun.with(value));
        } catch (RuntimeException e) {
            // the message names an accessor and the class of its exception, no values
            warn(place, String.valueOf(e.getMessage()));
            return null;
        }
    }

    private static void warn(String place, String reason) {
        boolean unused = LOG.warn(place, place + ": a value is not stored, because its tags are unknown: " + reason);
    }
}
