package io.boosterbeacon.redis.internal.store.redis.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.store.redis.connection.RedisConnection;
import io.lettuce.core.protocol.CommandArgs;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** What is written is what the client itself would write. */
class ArgumentsTest {
    private static final byte[] DIGEST = "0123456789012345678901234567890123456789".getBytes(StandardCharsets.US_ASCII);

    private static String written(CommandArgs<String, byte[]> args) {
        ByteBuf buffer = Unpooled.buffer(1);
        args.encode(buffer);
        return buffer.toString(StandardCharsets.ISO_8859_1);
    }

    private static CommandArgs<String, byte[]> withKeysAndValues(
            CommandArgs<String, byte[]> clients, List<String> keys, List<Object> values) {
        clients.addKeys(keys);
        values.forEach(value -> clients.addValue(
                value instanceof byte[] bytes ? bytes : value.toString().getBytes(StandardCharsets.UTF_8)));
        return clients;
    }

    private static void assertWrittenAs(CommandArgs<String, byte[]> expected, Arguments actual) {
        assertThat(written(actual)).isEqualTo(written(expected));
        assertThat(actual.count()).isEqualTo(expected.count());
        assertThat(actual.getFirstEncodedKey()).isEqualTo(expected.getFirstEncodedKey());
    }

    @Property
    void argumentsOfACommand_areWrittenAsTheClientWritesThem(
            @ForAll List<String> keys, @ForAll("values") List<Object> values) {
        assertWrittenAs(
                withKeysAndValues(new CommandArgs<>(RedisConnection.CODEC), keys, values),
                Arguments.of(keys, values.toArray()));
    }

    @Property
    void argumentsOfAScript_areWrittenAsTheClientWritesThem(
            @ForAll List<String> keys, @ForAll("values") List<Object> values) {
        CommandArgs<String, byte[]> expected =
                new CommandArgs<>(RedisConnection.CODEC).add(DIGEST).add(keys.size());

        assertWrittenAs(withKeysAndValues(expected, keys, values), Arguments.ofScript(DIGEST, keys, values.toArray()));
    }

    @Provide
    Arbitrary<List<Object>> values() {
        Arbitrary<Object> each = Arbitraries.oneOf(
                Arbitraries.strings().map(text -> text),
                Arbitraries.longs().map(number -> number),
                Arbitraries.of(0L, 9L, 10L, 99L, 100L, Long.MAX_VALUE, Long.MIN_VALUE, -1L)
                        .map(number -> number),
                Arbitraries.bytes().array(byte[].class).map(bytes -> bytes));
        return each.list().ofMaxSize(12);
    }

    @Test
    void text_showsNoValue() {
        Arguments args = Arguments.ofScript(DIGEST, List.of("key"), new Object[] {"hunter2"});

        assertThat(args.toString() + args.toCommandString())
                .doesNotContain("hunter2")
                .doesNotContain("key\"");
    }
}
