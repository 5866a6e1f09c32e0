package io.boosterbeacon.redis.internal.cache.key;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Types of arguments as applications have them. */
@SuppressWarnings({"EqualsGetClass", "DoNotCallSuggester"}) // as applications have it
final class Arguments {
    private Arguments() {}

    enum Size {
        SMALL,
        LARGE {
            @Override
            boolean large() {
                return true;
            }
        };

        boolean large() {
            return false;
        }
    }

    enum Colour {
        SMALL
    }

    sealed interface Person permits Customer, Employee {}

    record Customer(String id) implements Person {}

    record Employee(String id) implements Person {}

    record Box(@Nullable Object content, Optional<Size> size) {}

    /** A bean whose accessors show its whole state. */
    static class Query {
        private String text = "";
        private boolean exact;
        public int page;

        static Query of(String text, boolean exact, int page) {
            Query query = new Query();
            query.text = text;
            query.exact = exact;
            query.page = page;
            return query;
        }

        final void setText(String text) {
            this.text = text;
        }

        public String getText() {
            return text;
        }

        public boolean isExact() {
            return exact;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other != null
                    && other.getClass() == getClass()
                    && ((Query) other).text.equals(text)
                    && ((Query) other).exact == exact
                    && ((Query) other).page == page;
        }

        @Override
        public int hashCode() {
            return Objects.hash(text, exact, page);
        }
    }

    static class SortedQuery extends Query {
        private final String order;

        SortedQuery(String text, String order) {
            setText(text);
            this.order = order;
        }

        public String order() {
            return order;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return super.equals(other) && other instanceof SortedQuery sorted && sorted.order.equals(order);
        }

        @Override
        public int hashCode() {
            return Objects.hash(super.hashCode(), order);
        }
    }

    /** A bean whose accessor does not show its whole state. */
    static final class Card {
        private final String number;

        Card(String number) {
            this.number = number;
        }

        public String getNumber() {
            return "****" + number.substring(number.length() - 4);
        }
    }

    static final class Failing {
        private final String name;

        Failing(String name) {
            this.name = name;
        }

        public String getName() {
            throw new IllegalStateException(name);
        }
    }
}
