package org.webrtcexamples.peer.relay;

import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a profile-level-id says of H.264: {@code profile_idc}, flags of constraints, and {@code
 * level_idc}, of two hexadecimal digits each. Several of them name one profile; libwebrtc compares
 * them in the same way.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6184#section-8.1">RFC 6184, section 8.1, table
 *     5</a>
 * @see <a
 *     href="https://webrtc.googlesource.com/src/+/refs/branch-heads/7204/api/video_codecs/h264_profile_level_id.cc">libwebrtc's
 *     h264_profile_level_id</a>
 */
final class H264Profile {

    private static final Pattern ID = Pattern.compile("[0-9A-Fa-f]{6}");

    /** A profile_idc whose flags, under the mask, have that value. */
    private record Flags(int profileIdc, int mask, int value) {}

    private static final List<Flags> CONSTRAINED_BASELINE =
            List.of(
                    new Flags(0x42, 0b0100_1111, 0b0100_0000),
                    new Flags(0x4D, 0b1000_1111, 0b1000_0000),
                    new Flags(0x58, 0b1100_1111, 0b1100_0000));

    private H264Profile() {}

    /** Whether this is a profile-level-id of Constrained Baseline, of any level. */
    static boolean isConstrainedBaseline(String profileLevelId) {
        if (!ID.matcher(profileLevelId).matches()) {
            return false;
        }
        byte[] bytes = HexFormat.of().parseHex(profileLevelId);
        return CONSTRAINED_BASELINE.stream()
                .anyMatch(
                        flags ->
                                flags.profileIdc() == bytes[0]
                                        && (bytes[1] & flags.mask()) == flags.value());
    }
}
