package io.boosterbeacon.redis.internal.cache.key;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Encodes one value and everything that it contains. */
final class Encoding {
    private static final int MAX_DEPTH = 100;
    private static final int MAX_VALUES = 1_000_000;

    private final Function<Class<?>, ObjectFields> fieldsByClass;
    /** The composites around the value that is written; created for the first one. */
    private @Nullable Set<Object> within;

    private int values;

    Encoding(Function<Class<?>, ObjectFields> fieldsByClass) {
        this.fieldsByClass = fieldsByClass;
    }

    void write(@Nullable Object value, KeyBytes to) {
        if (++values > MAX_VALUES) {
            throw new UnidentifiableException("a value of more than " + MAX_VALUES + " parts", "it is too large");
        }
        if (value == null) {
            to.tag('0');
        } else if (value instanceof Enum<?> constant) {
            to.tag('E').text(constant.getDeclaringClass().getName()).text(constant.name());
        } else if (!PlatformValues.write(value, to)) {
            Set<Object> entered = enter(value);
            composite(value, to);
            entered.remove(value);
        }
    }

    private Set<Object> enter(Object value) {
        Set<Object> entered = within == null ? Collections.newSetFromMap(new IdentityHashMap<>(8)) : within;
        within = entered;
        if (!entered.add(value)) {
            throw rejection(value, "it contains itself");
        }
        if (entered.size() > MAX_DEPTH) {
            throw rejection(value, "it is nested more than " + MAX_DEPTH + " deep");
        }
        return entered;
    }

    private void composite(Object value, KeyBytes to) {
        Class<?> type = value.getClass();
        if (type.isArray()) {
            array(value, to.tag('[').text(type.getName()));
        } else if (value instanceof Optional<?> optional) {
            write(optional.orElse(null), to.tag('O'));
        } else if (type.isRecord()) {
            object(value, to);
        } else if (Containers.lackIdentity(type)) {
            throw rejection(value, "it is read once, or stands for something outside of it");
        } else if (value instanceof Collection<?> || value instanceof Map<?, ?> || value instanceof Map.Entry<?, ?>) {
            container(value, to);
        } else {
            object(value, to);
        }
    }

    private void array(Object array, KeyBytes to) {
        if (array instanceof byte[] bytes) {
            to.block(bytes);
            return;
        }
        int length = Array.getLength(array);
        to.number(length);
        for (int i = 0; i < length; i++) {
            write(Array.get(array, i), to);
        }
    }

    private void container(Object value, KeyBytes to) {
        try {
            if (value instanceof Map.Entry<?, ?> entry) {
                write(entry.getKey(), to.tag('P'));
                write(entry.getValue(), to);
            } else if (value instanceof List<?> list) {
                to.tag('L').number(list.size());
                list.forEach(element -> write(element, to));
            } else if (value instanceof Set<?> set) {
                sorted(set.stream().map(this::bytes).toList(), to.tag('U'));
            } else if (value instanceof Map<?, ?> map) {
                sorted(map.entrySet().stream().map(this::bytes).toList(), to.tag('M'));
            } else {
                throw rejection(value, "a collection is a List or a Set");
            }
            // checked last: the container could contain itself, or be endless
            Containers.rejectionReason(value).ifPresent(reason -> {
                throw rejection(value, reason);
            });
        } catch (UnidentifiableException e) {
            throw e;
        } catch (RuntimeException e) {
            // thrown by a class of the application; its message may quote values and is dropped
            throw rejection(value, "reading it failed with " + e.getClass().getName());
        }
    }

    private byte[] bytes(@Nullable Object value) {
        KeyBytes bytes = new KeyBytes();
        write(value, bytes);
        return bytes.toBytes();
    }

    private byte[] bytes(Map.Entry<?, ?> entry) {
        KeyBytes bytes = new KeyBytes();
        write(entry.getKey(), bytes);
        write(entry.getValue(), bytes);
        return bytes.toBytes();
    }

    private static void sorted(List<byte[]> elements, KeyBytes to) {
        to.number(elements.size());
        elements.stream().sorted(Arrays::compareUnsigned).forEach(to::block);
    }

    private void object(Object value, KeyBytes to) {
        ObjectFields fields = fieldsByClass.apply(value.getClass());
        fields.rejectionReason().ifPresent(reason -> {
            throw rejection(value, reason);
        });
        to.tag('R').text(value.getClass().getName()).number(fields.fields().size());
        for (Field field : fields.fields()) {
            write(content(field, value), to.text(field.getName()));
        }
    }

    private static @Nullable Object content(Field field, Object value) {
        try {
            return field.get(value);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("a field that was accessible no longer is: " + field, e);
        }
    }

    private static UnidentifiableException rejection(Object value, String reason) {
        return new UnidentifiableException(value.getClass().getTypeName(), reason);
    }
}
