package org.webrtcexamples;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A class of tests that need Chromium and its driver. Where one is missing they are left out, and
 * the build says so in the end; with {@code CI=true} in the environment that is a failure.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(BrowserTest.Condition.class)
public @interface BrowserTest {

    /** Whether there is a browser. */
    final class Condition implements ExecutionCondition {

        /** The build looks for it in the end. */
        private static final Path LEFT_OUT = Path.of("target", "browser-tests-left-out");

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            try {
                if (Chromium.isInstalled()) {
                    Files.deleteIfExists(LEFT_OUT);
                    return ConditionEvaluationResult.enabled("there is a browser");
                }
                if ("true".equals(System.getenv("CI"))) {
                    throw new IllegalStateException(Chromium.MISSING);
                }
                Files.writeString(LEFT_OUT, Chromium.MISSING);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return ConditionEvaluationResult.disabled(Chromium.MISSING);
        }
    }
}
