package io.boosterbeacon.redis.internal.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boosterbeacon.redis.internal.codec.Json.LossyException;
import io.boosterbeacon.redis.internal.codec.Json.UnbindableException;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compression, encryption, limits and versions of stored values; and what happens to all other bytes. */
class EnvelopeOptionsTest {
    private static final int MAX = 100_000;
    private static final EncryptionKey A = EncryptionKey.of(new byte[16]);
    private static final EncryptionKey B = EncryptionKey.of(new byte[32]);
    private static final Json JSON = new Json();
    private static final String TEXT =
            IntStream.range(0, 2_000).mapToObj(i -> "line " + i).collect(Collectors.joining());

    private static EnvelopeOptions options(int compressAbove, EncryptionKey... keys) {
        return new EnvelopeOptions(0, MAX, compressAbove, List.of(keys));
    }

    private static Envelope envelope(EnvelopeOptions options) {
        return new Envelope(JSON, String.class, options);
    }

    private static byte[] seal(Envelope envelope, @Nullable String value) throws LossyException {
        return envelope.seal(value, "shop:prices", "key");
    }

    private static @Nullable Object open(Envelope envelope, byte[] bytes) throws UnbindableException {
        return envelope.open(bytes, "shop:prices", "key");
    }

    private static void assertRefused(Envelope envelope, byte[] bytes, String reason) {
        assertThatThrownBy(() -> open(envelope, bytes))
                .isInstanceOf(UnbindableException.class)
                .hasMessageContaining(reason);
    }

    static Stream<EnvelopeOptions> all() {
        return Stream.of(options(0), options(100), options(0, A), options(100, A), options(100, B, A));
    }

    @ParameterizedTest
    @MethodSource("all")
    void open_whatWasSealed_isEqual(EnvelopeOptions options) throws Exception {
        Envelope envelope = envelope(options);
        for (String value : Arrays.asList("", "a", TEXT, null)) {
            assertThat(open(envelope, seal(envelope, value))).isEqualTo(value);
            // as another node, which begins with the same settings
            assertThat(open(envelope(options), seal(envelope, value))).isEqualTo(value);
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void open_damagedBytes_areRefusedOrReadAsTheType(EnvelopeOptions options) throws Exception {
        Envelope envelope = envelope(options);
        Random random = new Random(11);
        for (String value : Arrays.asList("abc", TEXT, null)) {
            byte[] good = seal(envelope, value);
            for (int i = 0; i < 5_000; i++) {
                byte[] bytes = damaged(good, random);
                try {
                    Object read = open(envelope, bytes);
                    assertThat(read == null || read instanceof String).isTrue();
                    assertThat(options.keys().isEmpty() || Arrays.equals(bytes, good))
                            .as("nothing that is encrypted is read if it was changed")
                            .isTrue();
                } catch (UnbindableException refused) {
                    assertThat(refused).hasMessageContaining("java.lang.String");
                }
            }
        }
    }

    private static byte[] damaged(byte[] good, Random random) {
        byte[] bytes = good.clone();
        switch (random.nextInt(4)) {
            case 0 -> bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            case 2 -> bytes = Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(20));
            default -> {
                // the header stays, so that what follows is looked at
                byte[] noise = new byte[random.nextInt(60)];
                random.nextBytes(noise);
                bytes = Arrays.copyOf(bytes, 6 + noise.length);
                System.arraycopy(noise, 0, bytes, 6, noise.length);
                bytes[1] = (byte) random.nextInt(8);
            }
        }
        return bytes;
    }

    @ParameterizedTest
    @MethodSource("all")
    void open_randomBytes_areRefused(EnvelopeOptions options) {
        Random random = new Random(12);
        Envelope envelope = envelope(options);
        for (int i = 0; i < 5_000; i++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            assertThatThrownBy(() -> open(envelope, bytes)).isInstanceOf(UnbindableException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void open_entryOfThePreviousFormat_isRefused(EnvelopeOptions options) throws Exception {
        byte[] previous = seal(envelope(options(0)), "abc");
        previous[0] = 2;

        assertRefused(envelope(options), previous, "another version of this library");
    }

    @Test
    void seal_longValue_isCompressedAndShortOneIsNot() throws Exception {
        assertThat(seal(envelope(options(100)), TEXT)).hasSizeLessThan(TEXT.length() / 3);
        assertThat(seal(envelope(options(0)), TEXT)).hasSizeGreaterThan(TEXT.length());
        String text = "x".repeat(98);
        assertThat(seal(envelope(options(100)), text)).hasSize(6 + 100);
        assertThat(seal(envelope(options(100)), text + "x")).hasSizeLessThan(50);
    }

    @Test
    void seal_valueThatDoesNotShrink_isStoredAsItIs() throws Exception {
        String noise = Digest.of("1") + Digest.of("2") + Digest.of("3");
        assertThat(new String(seal(envelope(options(10)), noise.substring(0, 12)), UTF_8))
                .contains(noise.substring(0, 12));
    }

    @Test
    void open_compressedBeforeTheSettingChanged_isRead() throws Exception {
        assertThat(open(envelope(options(0)), seal(envelope(options(100)), TEXT)))
                .isEqualTo(TEXT);
    }

    @Test
    void seal_valueAboveTheLimit_namesTheLimit() throws Exception {
        assertThat(seal(envelope(options(0)), "x".repeat(MAX - 2))).hasSize(6 + MAX);
        assertThatThrownBy(() -> seal(envelope(options(100)), "x".repeat(MAX - 1)))
                .isInstanceOf(LossyException.class)
                .hasMessage("its JSON has 100001 bytes; accepted: at most 100000 (beacon.cache.max-value-size)");
    }

    /** Written by a node with a higher limit. */
    @ParameterizedTest
    @MethodSource("all")
    void open_storedValueAboveTheLimit_isRefused(EnvelopeOptions options) throws Exception {
        EnvelopeOptions wide = new EnvelopeOptions(0, Integer.MAX_VALUE, options.compressAbove(), options.keys());
        byte[] large = seal(envelope(wide), "x".repeat(MAX + 1_000));

        assertThat(open(envelope(wide), large)).isNotNull();
        assertRefused(envelope(options), large, "larger than beacon.cache.max-value-size");
    }

    /** A few bytes that claim to become many: the memory is not even allocated. */
    @Test
    void open_compressedBytesThatClaimTooMuch_areRefused() throws Exception {
        byte[] good = seal(envelope(options(100)), TEXT);
        for (int claimed : new int[] {-1, 0, 1, TEXT.length(), MAX, MAX + 1, Integer.MAX_VALUE}) {
            byte[] bytes = good.clone();
            ByteBuffer.wrap(bytes).putInt(6, claimed);
            assertRefused(envelope(options(100)), bytes, "damaged");
        }
        byte[] tiny = Arrays.copyOf(good, 20);
        ByteBuffer.wrap(tiny).putInt(6, MAX);
        assertRefused(envelope(options(100)), tiny, "damaged");
    }

    @Test
    void seal_encrypted_hidesTheValueAndDiffersEachTime() throws Exception {
        Envelope envelope = envelope(options(0, A));

        assertThat(new String(seal(envelope, "a secret"), UTF_8)).doesNotContain("secret");
        assertThat(seal(envelope, "a secret")).isNotEqualTo(seal(envelope, "a secret"));
        // also whether there is one: anybody could write a null
        assertThat(seal(envelope, null)).hasSize(6 + 32);
    }

    @Test
    void open_keysRotate_theFirstEncryptsAndAllDecrypt() throws Exception {
        byte[] old = seal(envelope(options(0, A)), "old");

        assertThat(open(envelope(options(0, B, A)), old)).isEqualTo("old");
        assertThat(open(envelope(options(0, B)), seal(envelope(options(0, B, A)), "new")))
                .isEqualTo("new");
        assertRefused(envelope(options(0, B)), old, "encrypted with another key");
        assertRefused(envelope(options(0)), old, "no beacon.cache.encryption-key");
    }

    @Test
    void open_plainValueWhereKeysAreGiven_isRefused() throws Exception {
        assertRefused(envelope(options(0, A)), seal(envelope(options(0)), "forged"), "not encrypted");
        assertRefused(envelope(options(0, A)), seal(envelope(options(0)), null), "not encrypted");
    }

    @Test
    void open_valueOfAnotherEntry_isRefused() throws Exception {
        Envelope envelope = envelope(options(0, A));
        byte[] mine = envelope.seal("mine", "shop:prices", "key");

        assertThatThrownBy(() -> envelope.open(mine, "shop:prices", "other")).isInstanceOf(UnbindableException.class);
        assertThatThrownBy(() -> envelope.open(mine, "shop:price", "skey")).isInstanceOf(UnbindableException.class);
    }

    @Test
    void open_changedHeaderOfAnEncryptedValue_isRefused() throws Exception {
        Envelope envelope = envelope(options(0, A));
        byte[] bytes = seal(envelope, null);
        bytes[1] ^= 1;

        assertRefused(envelope, bytes, "is damaged");
    }

    @Test
    void open_valueOfAnotherVersionOrCodec_isRefused() throws Exception {
        byte[] first = seal(envelope(options(0)), "first");
        ValueCodec renamed = new ValueCodec() {
            @Override
            public byte[] writeLossless(Object value, Type type) throws LossyException {
                return JSON.writeLossless(value, type);
            }

            @Override
            public @Nullable Object read(byte[] json, int from, Type type) throws UnbindableException {
                return JSON.read(json, from, type);
            }

            @Override
            public String identity() {
                return "another";
            }
        };

        assertRefused(envelope(new EnvelopeOptions(1, MAX, 0, List.of())), first, "another version of the type");
        assertRefused(new Envelope(renamed, String.class, options(0)), first, "by another codec");
    }

    @Test
    void toString_ofAKey_doesNotContainIt() {
        assertThat(EncryptionKey.of("0123456789abcdef".getBytes(UTF_8)).toString())
                .matches("EncryptionKey\\[id=[0-9a-f]+]");
    }

    @ParameterizedTest
    @MethodSource("all")
    void digest_ofEqualValues_isEqual_whereverAndWheneverTheyAreStored(EnvelopeOptions options) throws Exception {
        Envelope envelope = envelope(options);
        for (String value : Arrays.asList("", "a", TEXT, null)) {
            String digest = envelope.digest(seal(envelope, value), "shop:prices", "key");

            assertThat(digest)
                    .isEqualTo(envelope(options)
                            .digest(envelope.seal(value, "shop:other", "another"), "shop:other", "another"))
                    .isNotEqualTo(envelope.digest(seal(envelope, "b"), "shop:prices", "key"));
        }
    }

    @Test
    void digest_doesNotDependOnCompression_butOnTheVersion() throws Exception {
        Envelope plain = envelope(options(0));
        Envelope compressing = envelope(options(100));
        Envelope next = envelope(new EnvelopeOptions(1, MAX, 0, List.of()));
        String digest = plain.digest(seal(plain, TEXT), "shop:prices", "key");

        assertThat(compressing.digest(seal(compressing, TEXT), "shop:prices", "key"))
                .isEqualTo(digest);
        assertThat(next.digest(seal(next, TEXT), "shop:prices", "key")).isNotEqualTo(digest);
    }

    /** Who does not have the key cannot find out the value by trying values. */
    @Test
    void digest_ofAnEncryptedValue_dependsOnTheFirstKey() throws Exception {
        List<String> digests = new ArrayList<>();
        for (EnvelopeOptions options : List.of(options(0), options(0, A), options(0, B, A))) {
            Envelope envelope = envelope(options);
            digests.add(envelope.digest(seal(envelope, "a"), "shop:prices", "key"));
        }

        assertThat(digests).doesNotHaveDuplicates();
        Envelope rotated = envelope(options(0, B, A));
        assertThat(rotated.digest(seal(envelope(options(0, A)), "a"), "shop:prices", "key"))
                .isEqualTo(digests.get(2));
    }

    @Test
    void digest_ofOtherBytes_isRefused() throws Exception {
        Envelope envelope = envelope(options(0, A));
        byte[] moved = seal(envelope, "a");

        assertThatThrownBy(() -> envelope.digest(moved, "shop:prices", "another"))
                .isInstanceOf(UnbindableException.class);
    }
}
