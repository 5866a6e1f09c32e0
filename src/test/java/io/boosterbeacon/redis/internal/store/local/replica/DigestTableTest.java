package io.boosterbeacon.redis.internal.store.local.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.codec.Digest;
import io.boosterbeacon.redis.testing.LiveHeap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigestTableTest {
    private static final long NOW = 1_800_000_000_000L;
    private static final long HOUR = 3_600_000;
    private static final long ABSENT = -7;

    private static String digest(int number) {
        return Digest.of("test", Integer.toString(number));
    }

    /** What a table should say of a digest. */
    private record Entry(int kind, long expiresAt, long number) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void table_afterAnyChanges_isLikeAMap(long seed) {
        Random random = new Random(seed);
        DigestTable table = new DigestTable(true);
        Map<String, Entry> expected = new HashMap<>();
        long now = NOW;
        for (int i = 0; i < 20_000; i++) {
            String digest = digest(random.nextInt(3_000));
            now += random.nextInt(1_000);
            if (random.nextInt(4) == 0) {
                table.remove(digest);
                expected.remove(digest);
            } else {
                // whole seconds: the table rounds up
                long expiry = (now / 1_000 + random.nextInt(3_000)) * 1_000;
                int kind = random.nextInt(4);
                table.put(digest, kind, expiry, i, now);
                expected.put(digest, new Entry(kind, expiry, i));
            }
        }
        long end = now;
        expected.values().removeIf(entry -> entry.expiresAt() <= end);

        Map<String, Entry> visited = new HashMap<>();
        int next = 0;
        while (next >= 0) {
            next = table.visit(next, 1 + random.nextInt(100), end, (digest, kind, expiry, number) -> assertThat(
                            visited.put(digest, new Entry(kind, expiry, number)))
                    .isNull());
        }
        assertThat(visited).isEqualTo(expected).hasSizeGreaterThan(100);
        for (int i = 0; i < 3_000; i++) {
            String digest = digest(i);
            assertThat(table.contains(digest, end)).isEqualTo(expected.containsKey(digest));
            assertThat(table.number(digest, end, ABSENT))
                    .isEqualTo(
                            expected.containsKey(digest) ? expected.get(digest).number() : ABSENT);
        }
    }

    @Test
    void expiry_isRoundedUp() {
        DigestTable table = new DigestTable(false);
        table.put(digest(1), 0, NOW + 1, 0, NOW);

        assertThat(table.contains(digest(1), NOW + 1)).isTrue();
        assertThat(table.contains(digest(1), NOW + 999)).isTrue();
        assertThat(table.contains(digest(1), NOW + 1_000)).isFalse();
    }

    @Test
    void digest_thatDiffersInOneBit_isAnother() {
        DigestTable table = new DigestTable(false);
        String digest = digest(1);
        table.put(digest, 0, NOW + HOUR, 0, NOW);
        for (int word = 0; word < Digits.WORDS; word++) {
            for (int bit = 0; bit < Long.SIZE; bit++) {
                long[] words = Digits.words(digest);
                words[word] ^= 1L << bit;
                assertThat(table.contains(Digits.text(words), NOW)).isFalse();
            }
        }
        assertThat(table.contains(digest, NOW)).isTrue();
    }

    @Test
    void digits_areThoseOfTheDigest() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(Digits.text(Digits.words(digest(i)))).isEqualTo(digest(i));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A", "token", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "ÄÄÄÄ"})
    void text_thatIsNoDigest_isNeitherAcceptedNorFound(String text) {
        assertThat(DigestTable.accepts(text)).isFalse();
        assertThat(new DigestTable(false).contains(text, NOW)).isFalse();
    }

    @Test
    void digest_thatIsEncodedInAnotherWay_isNotAccepted() {
        String digest = digest(1);
        String start = digest.substring(0, digest.length() - 1);
        long accepted = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/=."
                .chars()
                .filter(last -> DigestTable.accepts(start + (char) last))
                .count();
        assertThat(accepted).isEqualTo(16);
        assertThat(DigestTable.accepts(digest)).isTrue();
    }

    /** The limit is for the worst moment, just after the table has grown. */
    @Test
    void memory_ofATokenOrSession_isAtMost64Bytes() {
        double most = 0;
        for (int entries = 100_000; entries <= 124_000; entries += 4_000) {
            most = Math.max(most, bytesOfAnEntry(entries));
        }
        assertThat(most).isBetween(37.0, 64.0);
    }

    /** A method of its own: otherwise a table of before may still be in a variable. */
    private static double bytesOfAnEntry(int entries) {
        // the table of before may survive one collection
        long before = Math.min(LiveHeap.bytes(), LiveHeap.bytes());
        DigestTable table = filled(entries);
        double bytes = (double) (LiveHeap.bytes() - before) / entries;
        assertThat(table.contains(digest(0), NOW)).isTrue();
        return bytes;
    }

    private static DigestTable filled(int entries) {
        DigestTable table = new DigestTable(false);
        for (int i = 0; i < entries; i++) {
            table.put(digest(i), 0, NOW + HOUR, 0, NOW);
        }
        return table;
    }

    @Test
    void table_whoseEntriesExpire_staysSmall() {
        DigestTable table = new DigestTable(false);
        for (int i = 0; i < 100_000; i++) {
            long now = NOW + i * 1_000L;
            table.put(digest(i), 0, now + 10_000, 0, now);
        }
        assertThat(table.used()).isLessThan(32);
    }

    @Test
    void readers_whileTheTableGrows_findWhatIsInIt() throws InterruptedException {
        DigestTable table = new DigestTable(true);
        int kept = 500;
        for (int i = 0; i < kept; i++) {
            table.put(digest(i), 1, NOW + HOUR, i, NOW);
        }
        AtomicBoolean ended = new AtomicBoolean();
        List<String> wrong = new ArrayList<>();
        Thread reader = new Thread(() -> {
            for (int i = 0; !ended.get(); i++) {
                int number = i % kept;
                if (table.number(digest(number), NOW, ABSENT) != number || table.contains(digest(-1 - number), NOW)) {
                    wrong.add("digest " + number);
                }
            }
        });
        reader.start();
        for (int i = kept; i < 200_000; i++) {
            table.put(digest(i), 1, NOW + HOUR, i, NOW);
            if (i % 3 == 0) {
                table.remove(digest(i));
            }
        }
        ended.set(true);
        reader.join();

        assertThat(wrong).isEmpty();
    }
}
