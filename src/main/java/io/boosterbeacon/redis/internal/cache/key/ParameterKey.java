package io.boosterbeacon.redis.internal.cache.key;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A key that consists of parameters.
 *
 * @param indexes of the parameters in the key
 * @param types of all parameters
 */
record ParameterKey(List<Integer> indexes, List<Type> types, KeyEncoder encoder) implements KeyPlan {
    @Override
    public List<byte[]> parts(Method method, Object[] arguments) {
        List<byte[]> parts = new ArrayList<>(indexes.size());
        for (int index : indexes) {
            parts.add(encoder.encode(arguments[index]));
        }
        return parts;
    }

    @Override
    public Optional<int[]> arguments() {
        return Optional.of(indexes.stream().mapToInt(index -> index).toArray());
    }

    @Override
    public Optional<KeyShape> shape() {
        return Optional.of(new KeyShape(
                indexes.stream().map(index -> KeyShape.part(types.get(index))).toList()));
    }
}
