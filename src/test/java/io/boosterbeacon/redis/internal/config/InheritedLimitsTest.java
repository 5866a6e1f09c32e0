package io.boosterbeacon.redis.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.ratelimit.RateLimitExempt;
import jakarta.enterprise.inject.Stereotype;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.lang.reflect.Method;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which annotation is in force, wherever in the hierarchy of a class it stands. */
class InheritedLimitsTest {
    private final RateLimitPolicies policies = new RateLimitPolicies(property -> Optional.empty());

    record Order(String id) {}

    interface Creates<T> {
        @RateLimit(11)
        void call(T argument);
    }

    static class OfGenericInterface implements Creates<Order> {
        @Override
        public void call(Order argument) {}
    }

    static class OfGenericInterfaceAndItself implements Creates<Order> {
        @Override
        @RateLimit(5)
        public void call(Order argument) {}
    }

    static class OtherOverload implements Creates<Order> {
        @Override
        public void call(Order argument) {}

        public void call(String argument) {}
    }

    interface CreatesLists<E> extends Creates<List<E>> {}

    static class OfNestedArgument implements CreatesLists<Order> {
        @Override
        public void call(List<Order> argument) {}
    }

    @SuppressWarnings("rawtypes") // the case
    static class OfRawInterface implements Creates {
        @Override
        public void call(Object argument) {}
    }

    abstract static class Base<A, B extends Collection<A>> {
        @RateLimit(12)
        protected abstract void call(A[] one, B two);
    }

    abstract static class Middle<X> extends Base<X, List<X>> {}

    static class OfGenericGrandparent extends Middle<Order> {
        @Override
        public void call(Order[] one, List<Order> two) {}
    }

    static class OfMethodVariable implements Bounded<Order> {
        @Override
        public <U extends Order> void call(U argument) {}
    }

    interface Bounded<T> {
        @RateLimit(13)
        <V extends T> void call(V argument);
    }

    static class PackagePrivateParent {
        @RateLimit(14)
        void call(String argument) {}
    }

    static class OfPackagePrivateParent extends PackagePrivateParent {
        @Override
        void call(String argument) {}
    }

    interface WithDefault {
        @RateLimit(15)
        default void call(String argument) {}
    }

    static class OfDefaultMethod implements WithDefault {}

    static class Unaware {
        public void call(Order argument) {}
    }

    static class ImplementedByItsParent extends Unaware implements Creates<Order> {}

    @RateLimit(21)
    interface LimitedInterface {
        void call(String argument);
    }

    static class OfLimitedInterface implements LimitedInterface {
        @Override
        public void call(String argument) {}

        public void call(String one, String two) {}
    }

    interface SubInterface extends LimitedInterface {}

    static class OfSubInterface implements SubInterface {
        @Override
        public void call(String argument) {}
    }

    @RateLimit(22)
    interface NarrowerInterface extends LimitedInterface {
        @Override
        void call(String argument);
    }

    static class OfBothInterfaces implements LimitedInterface, NarrowerInterface {
        @Override
        public void call(String argument) {}
    }

    @Stereotype
    @RateLimit(31)
    @Target(ElementType.TYPE)
    @Retention(RetentionPolicy.RUNTIME)
    @interface Costly {}

    @Stereotype
    @Costly
    @Target(ElementType.TYPE)
    @Retention(RetentionPolicy.RUNTIME)
    @interface Precious {}

    @Stereotype
    @Costly
    @RateLimit(32)
    @Target(ElementType.TYPE)
    @Retention(RetentionPolicy.RUNTIME)
    @interface LessCostly {}

    @Stereotype
    @RateLimit(name = "a", value = 33)
    @RateLimit(name = "b", value = 34)
    @Target(ElementType.TYPE)
    @Retention(RetentionPolicy.RUNTIME)
    @interface TwiceCostly {}

    @Costly
    static class OfStereotype {
        public void call(String argument) {}
    }

    @Precious
    static class OfNestedStereotype {
        public void call(String argument) {}
    }

    @LessCostly
    static class OfStereotypeBeforeItsOwn {
        public void call(String argument) {}
    }

    @TwiceCostly
    static class OfRepeatedStereotype {
        public void call(String argument) {}
    }

    @Costly
    @RateLimit(3)
    static class OfItselfBeforeStereotype {
        public void call(String argument) {}
    }

    static class HeirOfStereotype extends OfStereotype {}

    interface Exempts {
        @RateLimitExempt
        void call(String argument);
    }

    @RateLimit(4)
    static class ExemptByItsInterface implements Exempts {
        @Override
        public void call(String argument) {}
    }

    interface Limits {
        @RateLimit(17)
        void call(String argument);
    }

    static class ExemptAndLimited implements Exempts, Limits {
        @Override
        public void call(String argument) {}
    }

    static class LimitedAndExempt implements Limits, Exempts {
        @Override
        public void call(String argument) {}
    }

    interface AlsoCreates {
        @RateLimit(16)
        void call(Order argument);
    }

    static class OfTwoInterfaces implements Creates<Order>, AlsoCreates {
        @Override
        public void call(Order argument) {}
    }

    @RateLimit(23)
    interface OtherLimitedInterface {
        void call(String argument);
    }

    static class OfTwoLimitedInterfaces implements LimitedInterface, OtherLimitedInterface {
        @Override
        public void call(String argument) {}
    }

    @Costly
    @TwiceCostly
    static class OfTwoStereotypes {
        public void call(String argument) {}
    }

    static Stream<Arguments> cases() {
        return Stream.of(
                arguments(OfGenericInterface.class, List.of(11L)),
                arguments(OfGenericInterfaceAndItself.class, List.of(5L)),
                arguments(OfNestedArgument.class, List.of(11L)),
                arguments(OfRawInterface.class, List.of(11L)),
                arguments(OfGenericGrandparent.class, List.of(12L)),
                arguments(OfMethodVariable.class, List.of(13L)),
                arguments(OfPackagePrivateParent.class, List.of(14L)),
                arguments(OfDefaultMethod.class, List.of(15L)),
                arguments(ImplementedByItsParent.class, List.of(11L)),
                arguments(OfSubInterface.class, List.of(21L)),
                arguments(OfBothInterfaces.class, List.of(22L)),
                arguments(OfStereotype.class, List.of(31L)),
                arguments(OfNestedStereotype.class, List.of(31L)),
                arguments(OfStereotypeBeforeItsOwn.class, List.of(32L)),
                arguments(OfRepeatedStereotype.class, List.of(33L, 34L)),
                arguments(OfItselfBeforeStereotype.class, List.of(3L)),
                arguments(HeirOfStereotype.class, List.of(31L)),
                arguments(ExemptByItsInterface.class, List.of()));
    }

    private List<Long> limits(Class<?> type, Method method) {
        return policies.of(type, method).stream().map(RateLimitPolicy::limit).toList();
    }

    /** The declaration and the compiler's bridges: servers hand over either. */
    private static Stream<Method> declarations(Class<?> type) {
        List<Method> own = Stream.of(type.getDeclaredMethods())
                .filter(each -> each.getName().equals("call"))
                .toList();
        return own.isEmpty()
                ? TypeHierarchy.of(type).stream()
                        .flatMap(each -> Stream.of(each.getDeclaredMethods()))
                        .filter(each -> each.getName().equals("call"))
                : own.stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void limit_ofAnyDeclaration_isTheNearest(Class<?> type, List<Long> limits) {
        assertThat(declarations(type)).isNotEmpty().allSatisfy(method -> assertThat(limits(type, method))
                .isEqualTo(limits));
    }

    @ParameterizedTest
    @MethodSource("others")
    void limit_ofAnotherMethod_isNotTaken(Class<?> type, Class<?>[] parameters) throws Exception {
        assertThat(limits(type, type.getDeclaredMethod("call", parameters))).isEmpty();
    }

    static Stream<Arguments> others() {
        return Stream.of(
                arguments(OtherOverload.class, new Class<?>[] {String.class}),
                arguments(OfLimitedInterface.class, new Class<?>[] {String.class, String.class}));
    }

    @ParameterizedTest
    @MethodSource("contradictions")
    void limits_equallyNear_areRefused(Class<?> type, String message) {
        Method method =
                declarations(type).filter(each -> !each.isBridge()).findFirst().orElseThrow();

        assertThatThrownBy(() -> policies.of(type, method))
                .isInstanceOf(ConfigProblem.class)
                .hasMessage(message);
    }

    static Stream<Arguments> contradictions() {
        String accepted = "; accepted: one of the two, or an annotation on the class or method that has both";
        return Stream.of(
                arguments(
                        OfTwoInterfaces.class,
                        "@RateLimit on " + Creates.class.getName() + ".call() contradicts that on "
                                + AlsoCreates.class.getName() + ".call()" + accepted),
                arguments(
                        ExemptAndLimited.class,
                        "@RateLimitExempt on " + Exempts.class.getName() + ".call() contradicts @RateLimit on "
                                + Limits.class.getName() + ".call()" + accepted),
                arguments(
                        LimitedAndExempt.class,
                        "@RateLimit on " + Limits.class.getName() + ".call() contradicts @RateLimitExempt on "
                                + Exempts.class.getName() + ".call()" + accepted),
                arguments(
                        OfTwoLimitedInterfaces.class,
                        "@RateLimit on " + LimitedInterface.class.getName() + " contradicts that on "
                                + OtherLimitedInterface.class.getName() + accepted),
                arguments(
                        OfTwoStereotypes.class,
                        "@RateLimit on " + Costly.class.getName() + " contradicts that on "
                                + TwiceCostly.class.getName() + accepted));
    }
}
