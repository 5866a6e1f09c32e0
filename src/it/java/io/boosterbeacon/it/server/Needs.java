package io.boosterbeacon.it.server;

import static org.junit.platform.commons.support.AnnotationSupport.findAnnotation;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Skips a test on servers that lack what it needs. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(Needs.Condition.class)
public @interface Needs {
    Capability value();

    /** Asks the server under test. */
    final class Condition implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            return findAnnotation(context.getElement(), Needs.class)
                    .map(Needs::value)
                    .filter(needed -> !needed.isPresent())
                    .map(missing -> ConditionEvaluationResult.disabled(
                            ServerUnderTest.name() + " " + ServerUnderTest.version() + " has no " + missing))
                    .orElse(ConditionEvaluationResult.enabled("the server has it"));
        }
    }
}
