package io.boosterbeacon.redis.internal.config;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * An annotated method, and the class of the bean that declares or inherits it.
 *
 * @param bean the application's own class, not a container's subclass of it
 */
public record BeanMethod(Class<?> bean, Method method) {
    /** Names of generated classes. Weld and OpenWebBeans mark some of them as synthetic; OpenEJB marks none. */
    private static final List<String> GENERATED = List.of("$$_Weld", "$$Weld", "$$Owb", "$$LocalBeanProxy");

    /** Given by name, because an application may not have this API. */
    private static final Set<String> ENTERPRISE_BEANS = Set.of(
            "jakarta.ejb.Stateless", "jakarta.ejb.Stateful", "jakarta.ejb.Singleton", "jakarta.ejb.MessageDriven");

    /** The own class of each called class: every call of an annotated method looks it up. */
    private static final ClassValue<Class<?>> OWN = new ClassValue<>() {
        @Override
        protected Class<?> computeValue(Class<?> called) {
            Class<?> type = called;
            while (isGenerated(type) && type.getSuperclass() != null) {
                type = type.getSuperclass();
            }
            return type;
        }
    };

    /**
     * Finds the bean of a called method.
     *
     * @param called the class of the called object; a container may have generated it
     */
    public static BeanMethod of(Class<?> called, Method method) {
        if (Proxy.isProxyClass(called)) {
            // the proxy of an interface, such as a MicroProfile REST client
            return new BeanMethod(
                    Stream.of(called.getInterfaces())
                            .filter(method.getDeclaringClass()::isAssignableFrom)
                            .findFirst()
                            .orElse(method.getDeclaringClass()),
                    method);
        }
        Class<?> type = OWN.get(called);
        // the generated class of an interface extends Object
        return new BeanMethod(type == Object.class ? method.getDeclaringClass() : type, method);
    }

    /** Whether a container, the compiler or the JDK has generated the class. */
    public static boolean isGenerated(Class<?> type) {
        return type.isSynthetic() || Proxy.isProxyClass(type) || hasGeneratedName(type.getName());
    }

    private static boolean hasGeneratedName(String name) {
        for (String part : GENERATED) {
            if (name.contains(part)) {
                return true;
            }
        }
        return false;
    }

    /**
     * The declaration that a call executes. Servers also pass bridge methods of the compiler and methods of interfaces.
     */
    public BeanMethod implementation() {
        return new BeanMethod(
                bean, MethodDeclarations.of(bean, method).findFirst().orElse(method));
    }

    /**
     * The nearest declaration with an annotation: the method itself, or one that it overrides or implements.
     *
     * @throws ConfigProblem if two interfaces have different annotations
     */
    public Optional<Method> carrier(Class<? extends Annotation> annotation) {
        return Carriers.ofMethod(bean, method, annotation);
    }

    /** The annotation of the bean's class, or of its nearest superclass, stereotype or interface with one. */
    public <A extends Annotation> Optional<A> ofClass(Class<A> annotation) {
        return Carriers.ofType(bean, method, annotation).map(carrier -> carrier.getAnnotation(annotation));
    }

    /** The indexes of the parameters with an annotation, from the nearest declaration that has any. */
    public int[] marked(Class<? extends Annotation> mark) {
        return MethodDeclarations.of(bean, method)
                .map(declaration -> IntStream.range(0, declaration.getParameterCount())
                        .filter(i -> declaration.getParameters()[i].isAnnotationPresent(mark))
                        .toArray())
                .filter(marked -> marked.length > 0)
                .findFirst()
                .orElseGet(() -> new int[0]);
    }

    /** The erased types of the parameters, with the type variables that the bean's class binds. */
    public List<Class<?>> parameterTypes() {
        return new TypeVariables(bean).parameters(method);
    }

    /**
     * Resolves a type of the method's signature: replaces type variables that the bean's class binds, and wildcards by
     * their bounds.
     */
    public Type resolve(Type type) {
        return new TypeVariables(bean).resolve(type);
    }

    /** The scope that CDI gives a managed bean of this class. */
    public Class<? extends Annotation> scope() {
        return BeanScope.of(bean);
    }

    /** Whether the bean is an enterprise bean by its annotations. Its methods can be called only by its container. */
    public boolean isOfEnterpriseBean() {
        return Stream.of(bean.getAnnotations())
                .anyMatch(
                        each -> ENTERPRISE_BEANS.contains(each.annotationType().getName()));
    }

    /** {@code <class>/<method>}, as in the names of properties. */
    public String name() {
        return bean.getName() + "/" + method.getName();
    }

    /** {@link #name()} with the types of the parameters; unique in an application. */
    public String signature() {
        return Arrays.stream(method.getParameterTypes())
                .map(Class::getTypeName)
                .collect(Collectors.joining(",", name() + "(", ")"));
    }
}
