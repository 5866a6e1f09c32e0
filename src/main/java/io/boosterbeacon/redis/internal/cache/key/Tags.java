package io.boosterbeacon.redis.internal.cache.key;

import io.boosterbeacon.redis.internal.codec.Digest;
import io.boosterbeacon.redis.internal.config.BeanMethod;
import io.boosterbeacon.redis.internal.config.ConfigProblem;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The tags of an annotation: templates such as <code>"user:{userId}"</code>, <code>"owner:{result.owner}"</code>. Tags
 * are texts: the number 5 gives the same tag as the text "5". What stands in the store is a hash of the text.
 */
public final class Tags {
    /** The maximum number of tags of one value. */
    public static final int MAX = 100;

    /** The name of the value in a template. */
    private static final String RESULT = "result";

    /** 132 bits of the hash. A collision would only invalidate too much. */
    private static final int HASH_LENGTH = 22;

    private final List<List<Part>> templates;

    private Tags(List<List<Part>> templates) {
        this.templates = List.copyOf(templates);
    }

    /** The texts that a part of a template stands for in one call: none for null, several for a collection. */
    private record Part(boolean ofResult, Function<@Nullable Object, Collection<String>> texts) {}

    /** No tags. */
    public static final Tags NONE = new Tags(List.of());

    /** Parses templates, as {@link #parse(String, String[], Method, BeanMethod, Type, ElementKeys)} does. */
    public static Tags parse(
            String place, String[] templates, Method method, BeanMethod called, @Nullable Type result) {
        return parse(place, templates, method, called, result, null);
    }

    /**
     * Parses templates.
     *
     * @param place where they are declared, for messages
     * @param method the method that declares the names of the parameters
     * @param called the method in the bean, with the types of its parameters
     * @param result the type of the value; null if the templates cannot refer to one
     * @param elements a parameter that an element of it replaces; null: none
     * @throws ConfigProblem if a brace is not closed, or a placeholder names no parameter or property, or one whose
     *     texts do not tell values apart
     */
    public static Tags parse(
            String place,
            String[] templates,
            Method method,
            BeanMethod called,
            @Nullable Type result,
            @Nullable ElementKeys elements) {
        if (templates.length > MAX) {
            throw ConfigProblem.of(place, templates.length + " tags", "at most " + MAX);
        }
        return new Tags(Stream.of(templates)
                .map(template -> parse(place, template, method, called, result, elements))
                .toList());
    }

    private static List<Part> parse(
            String place,
            String template,
            Method method,
            BeanMethod called,
            @Nullable Type result,
            @Nullable ElementKeys elements) {
        if (template.isBlank()) {
            throw ConfigProblem.of(place, template, "texts that are not blank, such as \"user:{userId}\"");
        }
        List<Part> parts = new ArrayList<>();
        for (TemplatePart part : TemplatePart.split(place, template)) {
            if (!part.placeholder()) {
                parts.add(new Part(false, arguments -> List.of(part.text())));
            } else if (result != null && isOfResult(part.text())) {
                ResultPath path = ResultPath.of(place, template, part.text(), result);
                parts.add(new Part(true, path::texts));
            } else {
                Placeholder placeholder = Placeholder.of(place, template, part.text(), method, called, elements);
                TagTexts.require(place, template, part.text(), placeholder.type());
                parts.add(new Part(false, arguments -> TagTexts.of(placeholder.read((Object[]) arguments))));
            }
        }
        return parts;
    }

    private static boolean isOfResult(String name) {
        return name.equals(RESULT) || name.startsWith(RESULT + ".");
    }

    public boolean isEmpty() {
        return templates.isEmpty();
    }

    /** The hash that stands for a tag in the store. */
    public static String hash(String tag) {
        return Digest.of(tag).substring(0, HASH_LENGTH);
    }

    /** The hashes of the tags of a call without a value. There may be more of them than a value can have. */
    public Set<String> of(Object[] arguments) {
        return begin(arguments).hashes(null, Integer.MAX_VALUE);
    }

    /** Reads the arguments of a call. To be called before the method, which may modify them. */
    public Begun begin(Object[] arguments) {
        return new Begun(templates.stream()
                .map(template -> template.stream()
                        .<Function<@Nullable Object, Collection<String>>>map(part -> {
                            if (part.ofResult()) {
                                return part.texts();
                            }
                            Collection<String> texts = part.texts().apply(arguments);
                            return result -> texts;
                        })
                        .toList())
                .toList());
    }

    /** The tags of one call, of which only the value is still unknown. */
    public static final class Begun {
        private final List<List<Function<@Nullable Object, Collection<String>>>> templates;

        private Begun(List<List<Function<@Nullable Object, Collection<String>>>> templates) {
            this.templates = templates;
        }

        /**
         * The hashes of all tags.
         *
         * @throws IllegalStateException if there are more than {@value Tags#MAX}, or an accessor of the value fails
         */
        public Set<String> with(@Nullable Object result) {
            return hashes(result, MAX);
        }

        private Set<String> hashes(@Nullable Object result, int maximum) {
            Set<String> hashes = new LinkedHashSet<>();
            for (List<Function<@Nullable Object, Collection<String>>> template : templates) {
                List<String> texts = List.of("");
                for (Function<@Nullable Object, Collection<String>> part : template) {
                    Collection<String> next = part.apply(result);
                    if ((long) texts.size() * next.size() > maximum) {
                        throw tooMany();
                    }
                    texts = texts.stream()
                            .flatMap(text -> next.stream().map(text::concat))
                            .toList();
                }
                texts.forEach(text -> hashes.add(hash(text)));
            }
            if (hashes.size() > maximum) {
                throw tooMany();
            }
            return hashes;
        }

        private static IllegalStateException tooMany() {
            return new IllegalStateException("a value has more than " + MAX + " tags");
        }
    }
}
