package org.webrtcexamples.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.OptionalDouble;

class NumbersTest {

    /** The longest message that a client can send. */
    private static final int LONGEST = 256 * 1024;

    @ParameterizedTest
    @CsvSource({
        "440, 440",
        "1234.5, 1234.5",
        "' 440 ', 440",
        "'\t440\r\n', 440",
        "+440, 440",
        "-1, -1",
        "-0, -0.0",
        "4.4e2, 440",
        ".5, 0.5",
        "5., 5",
        "1e-400, 0",
        "0x1p3, 8",
        "440d, 440",
    })
    void takesWhateverIsAFiniteNumberToJava(String text, double number) {
        assertEquals(OptionalDouble.of(number), Numbers.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", " ", "abc", "NaN", "-NaN", "Infinity", "-Infinity", "1e400", "-1e400", "4,4",
                "440 Hz", "4 4", "--1", "0x1", "1e", "٤٤٠", "\0", "{}", "null", "\ud83c\udfb5"
            })
    void takesNothingElse(String text) {
        assertEquals(OptionalDouble.empty(), Numbers.parse(text));
    }

    /** However long it is: this is done on a thread that others wait for. */
    @Test
    void takesItsTimeWithNoText() {
        List<String> texts =
                List.of(
                        "9".repeat(LONGEST),
                        "0." + "0".repeat(LONGEST) + "1",
                        "9." + "9".repeat(LONGEST),
                        "0".repeat(LONGEST) + "x",
                        " ".repeat(LONGEST),
                        "-".repeat(LONGEST),
                        ".".repeat(LONGEST),
                        "1e" + "9".repeat(LONGEST),
                        "0x" + "f".repeat(LONGEST),
                        "0x" + "f".repeat(LONGEST) + "p1",
                        "0x." + "f".repeat(LONGEST) + "p-1");
        long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        texts.forEach(Numbers::parse);
        long time = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before;
        assertTrue(time < 1_000_000_000, () -> time + " ns of CPU time");
    }
}
