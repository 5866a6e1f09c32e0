package io.boosterbeacon.redis.internal.cache.binding;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.enterprise.util.TypeLiteral;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class ReturnShapeTest {
    private static final Type PEOPLE = new TypeLiteral<Map<String, List<Person>>>() {}.getType();

    record Person(String name) {}

    interface Methods {
        Person plain();

        Map<String, List<Person>> generic();

        Optional<Map<String, List<Person>>> optional();

        CompletionStage<Map<String, List<Person>>> stage();

        CompletableFuture<Optional<Map<String, List<Person>>>> future();
    }

    private static ReturnShape shape(String method) {
        try {
            return ReturnShape.of(Methods.class.getDeclaredMethod(method).getGenericReturnType());
        } catch (NoSuchMethodException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void content_ofWrappers_isWhatIsCached() {
        assertThat(shape("plain")).isEqualTo(new ReturnShape(Person.class, false, false));
        assertThat(shape("generic")).isEqualTo(new ReturnShape(PEOPLE, false, false));
        assertThat(shape("optional")).isEqualTo(new ReturnShape(PEOPLE, false, true));
        assertThat(shape("stage")).isEqualTo(new ReturnShape(PEOPLE, true, false));
        assertThat(shape("future")).isEqualTo(new ReturnShape(PEOPLE, true, true));
    }
}
