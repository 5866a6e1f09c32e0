package io.boosterbeacon.redis.internal.cdi;

import io.boosterbeacon.redis.internal.config.EndpointSettings;
import io.boosterbeacon.redis.internal.config.RateLimitSettings;
import io.boosterbeacon.redis.internal.config.RevocationSettings;
import io.boosterbeacon.redis.internal.rest.EndOfRequest;
import io.boosterbeacon.redis.internal.rest.ServletLimitFilter;
import io.boosterbeacon.redis.internal.rest.ServletRevocationFilter;
import io.boosterbeacon.redis.internal.server.OptionalApi;
import io.boosterbeacon.redis.internal.server.ServletFilters;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Registers the servlet of the endpoints of revocation, and the servlet filters before the filters of the application: one
 * that ends the limited calls of all requests, one that limits the requests of the URL patterns that the configuration
 * names, and one that checks the tokens of those of others. A class of its own: some containers do not call initializers
 * that handle types if no class has one of them.
 */
public class ServletFilterRegistration implements ServletContainerInitializer {
    @Override
    public void onStartup(@Nullable Set<Class<?>> classes, ServletContext context) {
        Function<String, Optional<String>> properties = ConfigProperties.find();
        List<String> endpoints = EndpointSettings.ofServlets(properties).paths();
        EndpointServlet.register(context, endpoints);
        Optional<RateLimitSettings> limits = RateLimitSettings.ofServlets(properties);
        List<String> checked =
                OptionalApi.MP_JWT.isPresent() ? RevocationSettings.servletPatterns(properties) : List.of();
        limits.ifPresent(settings -> {
            // an error page or an asynchronous dispatch may call limited resources after the first dispatch, and the
            // response of a forwarded request ends before the first dispatch does
            EnumSet<DispatcherType> all = EnumSet.of(
                    DispatcherType.REQUEST, DispatcherType.FORWARD, DispatcherType.ASYNC, DispatcherType.ERROR);
            register(context, EndOfRequest.class, new EndOfRequest(), all, List.of("/*"));
            registerFirst(
                    context, ServletLimitFilter.class, EnumSet.of(DispatcherType.REQUEST), settings.servletPatterns());
        });
        // a path without a pattern may forward to one with it
        EnumSet<DispatcherType> whole =
                EnumSet.of(DispatcherType.REQUEST, DispatcherType.FORWARD, DispatcherType.ASYNC);
        registerFirst(context, ServletRevocationFilter.class, whole, checked);
        if (limits.isPresent() || !checked.isEmpty() || !endpoints.isEmpty()) {
            List<String> limited =
                    limits.map(RateLimitSettings::servletPatterns).orElse(List.of());
            ServletFilters.markRegistered(
                    context, new ServletFilters.Needed(limits.isPresent(), limited, checked, endpoints));
        }
    }

    private static void registerFirst(
            ServletContext context,
            Class<? extends Filter> type,
            EnumSet<DispatcherType> dispatchers,
            List<String> patterns) {
        if (!patterns.isEmpty()) {
            register(context, type, new FirstServletFilter(type), dispatchers, patterns);
        }
    }

    /** @param type names the filter */
    private static void register(
            ServletContext context,
            Class<? extends Filter> type,
            Filter filter,
            EnumSet<DispatcherType> dispatchers,
            List<String> patterns) {
        FilterRegistration.Dynamic registration = context.addFilter(type.getName(), filter);
        // the filter is there already if the library is in the archive twice
        if (registration != null) {
            registration.setAsyncSupported(true);
            registration.addMappingForUrlPatterns(dispatchers, false, patterns.toArray(String[]::new));
        }
    }
}
