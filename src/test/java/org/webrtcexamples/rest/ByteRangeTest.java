package org.webrtcexamples.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Optional;

class ByteRangeTest {

    private static final int SIZE = 1000;
    private static final String HUGE = "9".repeat(7000);

    @ParameterizedTest
    @CsvSource({
        "bytes=0-, 0, 1000",
        "bytes=0-0, 0, 1",
        "bytes=0-499, 0, 500",
        "bytes=500-999, 500, 500",
        "bytes=500-1000, 500, 500",
        "bytes=999-, 999, 1",
        "bytes=999-999, 999, 1",
        "bytes=0000000000000000000000000001-00000000000000000000000002, 1, 2",
        "bytes=0-9223372036854775807, 0, 1000",
        "bytes=0-9223372036854775808, 0, 1000",
        "bytes=1-99999999999999999999999999, 1, 999",
        "bytes=-1, 999, 1",
        "bytes=-500, 500, 500",
        "bytes=-1000, 0, 1000",
        "bytes=-1001, 0, 1000",
        "bytes=-99999999999999999999999999, 0, 1000",
        "BYTES=0-0, 0, 1"
    })
    void isTheRangeThatIsAskedFor(String header, long first, long length) {
        assertEquals(Optional.of(new ByteRange(first, length)), ByteRange.parse(header, SIZE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bytes=1000-",
                "bytes=1000-1000",
                "bytes=1000-2000",
                "bytes=9223372036854775807-",
                "bytes=9223372036854775808-",
                "bytes=99999999999999999999999998-99999999999999999999999999",
                "bytes=-0",
                "bytes=-000"
            })
    void isEmptyIfTheFileHasNothingOfIt(String header) {
        ByteRange range = ByteRange.parse(header, SIZE).orElseThrow();
        assertEquals(0, range.length());
        assertEquals("bytes */1000", range.contentRange(SIZE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "bytes",
                "bytes=",
                "bytes=-",
                "bytes=--1",
                "bytes=-1-",
                "bytes=-1-2",
                "bytes=1--2",
                "bytes=2-1",
                "bytes=99999999999999999999999999-99999999999999999999999998",
                "bytes=0-1,2-3",
                "bytes=0-1,",
                "bytes=,0-1",
                "bytes= 0-1",
                "bytes=0 -1",
                "bytes=0- 1",
                "bytes=0-1 ",
                " bytes=0-1",
                "bytes =0-1",
                "bytes=+0-1",
                "bytes=0x0-0x1",
                "bytes=0.0-1",
                "bytes=1e0-2",
                "bytes=a-b",
                "bytes=٠-١",
                "bytes=0-1\n",
                "bits=0-1",
                "0-1",
                "=0-1",
                "bytes=0-1;2-3",
                "bytes=0-1bytes=0-1",
                "bytes:0-1"
            })
    void isNothingIfItIsNotOneRange(String header) {
        assertEquals(Optional.empty(), ByteRange.parse(header, SIZE));
    }

    @Test
    void takesNumbersOfAnyLength() {
        assertEquals(Optional.of(new ByteRange(0, SIZE)), ByteRange.parse("bytes=-" + HUGE, SIZE));
        assertEquals(
                Optional.of(new ByteRange(1, SIZE - 1)), ByteRange.parse("bytes=1-" + HUGE, SIZE));
        assertEquals(0, ByteRange.parse("bytes=" + HUGE + "-", SIZE).orElseThrow().length());
    }

    @Test
    void reachesIntoTheLargestFile() {
        assertEquals(
                Optional.of(new ByteRange(Long.MAX_VALUE - 1, 1)),
                ByteRange.parse("bytes=9223372036854775806-", Long.MAX_VALUE));
        assertEquals(
                Optional.of(new ByteRange(0, Long.MAX_VALUE)),
                ByteRange.parse("bytes=0-9223372036854775807", Long.MAX_VALUE));
    }

    @Test
    void anEmptyFileHasNoRange() {
        assertEquals(0, ByteRange.parse("bytes=0-", 0).orElseThrow().length());
        assertEquals(0, ByteRange.parse("bytes=-1", 0).orElseThrow().length());
    }

    @Test
    void saysWhereItIs() {
        assertEquals("bytes 0-999/1000", new ByteRange(0, 1000).contentRange(SIZE));
        assertEquals("bytes 998-998/1000", new ByteRange(998, 1).contentRange(SIZE));
    }
}
