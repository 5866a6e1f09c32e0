package io.boosterbeacon.redis.internal.cache.key;

import io.boosterbeacon.redis.internal.codec.Digest;
import io.boosterbeacon.redis.internal.config.BeanMethod;
import io.boosterbeacon.redis.internal.config.ConfigProblem;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
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

    /** Stands for all tags of a cache: each invalidation of tags invalidates it, too. It is no hash of a text. */
    public static final String ANY = "*";

    /** No tags. */
    public static final Tags NONE = new Tags(List.of(), Set.of());

    /** The tags of a value of which nobody says what tags it has. */
    public static final Tags UNKNOWN = new Tags(List.of(), Set.of(ANY));

    private final List<List<Part>> templates;
    /** The hashes that all calls have. */
    private final Set<String> constant;

    private Tags(List<List<Part>> templates, Set<String> constant) {
        this.templates = List.copyOf(templates);
        this.constant = Set.copyOf(constant);
    }

    /** What a part of a template depends on. */
    private enum Source {
        NOTHING,
        ARGUMENTS,
        VALUE
    }

    /** The texts that a part of a template stands for in one call: none for null, several for a collection. */
    private record Part(Source source, Function<@Nullable Object, Collection<String>> texts) {
        static Part literal(String text) {
            return new Part(Source.NOTHING, of -> List.of(text));
        }
    }

    /**
     * Tags that are texts, not templates.
     *
     * @throws IllegalArgumentException if a text is blank
     */
    public static Tags ofTexts(Collection<String> texts) {
        if (texts.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException("a tag is blank; accepted: texts such as \"user:5\"");
        }
        return new Tags(List.of(), texts.stream().map(Tags::hash).collect(Collectors.toSet()));
    }

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
        return parsed(
                place,
                templates,
                (template, name) -> result != null && isOfResult(name)
                        ? ofValue(place, template, name, result, properties(name))
                        : ofArgument(
                                place,
                                template,
                                name,
                                NamedParameter.of(place, template, name, method, called, elements)));
    }

    /**
     * The same for a method that stores one of its arguments. It may modify the argument: what comes from it is read
     * when it is stored.
     *
     * @param value the index of that argument
     */
    public static Tags parse(String place, String[] templates, Method method, BeanMethod called, int value) {
        return parsed(place, templates, (template, name) -> {
            NamedParameter parameter = NamedParameter.of(place, template, name, method, called, null);
            return parameter.index() == value
                    ? ofValue(place, template, name, parameter.type(), parameter.path())
                    : ofArgument(place, template, name, parameter);
        });
    }

    /**
     * The same where there is no method: the templates can refer to the value alone.
     *
     * @param value its type
     */
    public static Tags parse(String place, String[] templates, Type value) {
        return parsed(place, templates, (template, name) -> {
            if (!isOfResult(name)) {
                throw ConfigProblem.of(
                        place, template, "placeholders {result} and {result.property} (not {" + name + "})");
            }
            return ofValue(place, template, name, value, properties(name));
        });
    }

    /** What templates consist of apart from their placeholders, which may have other names in another method. */
    public static Set<List<String>> literals(String[] templates) {
        return Arrays.stream(templates)
                .map(template -> TemplatePart.split("tags", template).stream()
                        .map(part -> part.placeholder() ? "{}" : part.text())
                        .toList())
                .collect(Collectors.toSet());
    }

    private static Tags parsed(String place, String[] templates, BiFunction<String, String, Part> placeholders) {
        if (templates.length > MAX) {
            throw ConfigProblem.of(place, templates.length + " tags", "at most " + MAX);
        }
        List<List<Part>> all = new ArrayList<>();
        for (String template : templates) {
            if (template.isBlank()) {
                throw ConfigProblem.of(place, template, "texts that are not blank, such as \"user:{userId}\"");
            }
            all.add(TemplatePart.split(place, template).stream()
                    .map(part ->
                            part.placeholder() ? placeholders.apply(template, part.text()) : Part.literal(part.text()))
                    .toList());
        }
        return new Tags(all, Set.of());
    }

    private static Part ofValue(String place, String template, String name, Type type, List<String> names) {
        return new Part(Source.VALUE, TagPath.of(place, template, name, type, names)::texts);
    }

    private static Part ofArgument(String place, String template, String name, NamedParameter parameter) {
        TagPath path = TagPath.of(place, template, name, parameter.type(), parameter.path());
        return new Part(Source.ARGUMENTS, of -> path.texts(((Object[]) of)[parameter.index()]));
    }

    /** The properties of the value that a placeholder names. */
    private static List<String> properties(String name) {
        List<String> names = Arrays.asList(name.split("\\.", -1));
        return names.subList(1, names.size());
    }

    private static boolean isOfResult(String name) {
        return name.equals(RESULT) || name.startsWith(RESULT + ".");
    }

    public boolean isEmpty() {
        return templates.isEmpty() && constant.isEmpty();
    }

    /** These tags for a value without a call; {@link #ANY} stands for those that come from arguments. */
    public Tags withoutArguments() {
        List<List<Part>> left = templates.stream()
                .filter(template -> template.stream().noneMatch(part -> part.source() == Source.ARGUMENTS))
                .toList();
        return left.size() == templates.size() ? this : new Tags(left, Set.of(ANY)).and(new Tags(List.of(), constant));
    }

    /** These and other tags. */
    public Tags and(Tags others) {
        return new Tags(
                Stream.concat(templates.stream(), others.templates.stream()).toList(),
                Stream.concat(constant.stream(), others.constant.stream()).collect(Collectors.toSet()));
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
        return new Begun(
                constant,
                templates.stream()
                        .map(template -> template.stream()
                                .<Function<@Nullable Object, Collection<String>>>map(part -> {
                                    if (part.source() == Source.VALUE) {
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
        private final Set<String> constant;
        private final List<List<Function<@Nullable Object, Collection<String>>>> templates;

        private Begun(Set<String> constant, List<List<Function<@Nullable Object, Collection<String>>>> templates) {
            this.constant = constant;
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
            Set<String> hashes = new LinkedHashSet<>(constant);
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
