package org.webrtcexamples.peer.relay;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class H264ProfileTest {

    /** 42e0 is what browsers write, 42c0 what x264 and OpenH264 do. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "42e01f", "42E01F", "42c01e", "42400a", "42f00b", "42e034", "4d801f", "4de01f",
                "58c01f", "58f01f"
            })
    void isConstrainedBaselineWithAnyFlagsThatSaySo(String profileLevelId) {
        assertTrue(H264Profile.isConstrainedBaseline(profileLevelId));
    }

    /** Baseline, Main, Extended, High, and what is none. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "42001f", "42a01f", "4d001f", "4d401f", "58801f", "58401f", "640c1f", "64001f",
                "f4001f", "42e11f", "42e81f", "", "42e0", "42e01", "42e01f0", "42e01g", "-2e01f",
                "42e0 1f"
            })
    void anyOtherProfileIsNot(String profileLevelId) {
        assertFalse(H264Profile.isConstrainedBaseline(profileLevelId));
    }
}
