package io.boosterbeacon.redis.internal.store.redis;

import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.output.ValueOutput;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Readers of replies that take one kind of reply only: the client's own ones make something of nearly all. */
final class StrictOutput {
    private StrictOutput() {}

    private static UnsupportedOperationException unexpected() {
        return new UnsupportedOperationException("a reply of another kind");
    }

    /** A value or null. */
    static CommandOutput<String, byte[], byte[]> value() {
        return new ValueOutput<>(RedisScript.CODEC) {
            @Override
            public void multi(int count) {
                throw unexpected();
            }
        };
    }

    /** A number. */
    static CommandOutput<String, byte[], Long> number() {
        return new IntegerOutput<>(RedisScript.CODEC) {
            @Override
            public void multi(int count) {
                throw unexpected();
            }

            @Override
            public void set(@Nullable ByteBuffer bytes) {
                throw unexpected();
            }
        };
    }

    /** An array. */
    static CommandOutput<String, byte[], List<Object>> array() {
        return new NestedMultiOutput<>(RedisScript.CODEC) {
            private boolean array;

            @Override
            public void multi(int count) {
                array = true;
                super.multi(count);
            }

            @Override
            public void set(long number) {
                check();
                super.set(number);
            }

            @Override
            public void set(@Nullable ByteBuffer bytes) {
                check();
                super.set(bytes);
            }

            private void check() {
                if (!array) {
                    throw unexpected();
                }
            }
        };
    }
}
