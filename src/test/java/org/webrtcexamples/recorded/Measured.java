package org.webrtcexamples.recorded;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;

import org.webrtcexamples.client.Marks;
import org.webrtcexamples.media.recording.MediaFiles;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a recording is worth. All times are in seconds; what there is not is NaN.
 *
 * @param faults what ffmpeg has against the file; empty if nothing
 * @param codecs of the file's streams
 * @param sent from the first packet to the last
 * @param silence the longest in the sound
 * @param offsetBefore flash less beep where they are the farthest apart, before the network held
 *     anything up or a track changed; of all if nothing did
 * @param offsetAfter the same after that
 * @param marksAfter how many pairs of beep and flash are there after that
 * @param frequency the tone's where it is the most wrong, in Hz
 * @param freeze the longest of the picture
 * @param firstSeen when the picture is not black any more
 * @param bars whether the picture has black bars above and below in the end
 * @param droppedAudio as the server tells
 */
record Measured(
        Recording recording,
        String state,
        String reason,
        String faults,
        List<String> codecs,
        String size,
        double sent,
        double duration,
        double silence,
        double offsetBefore,
        double offsetAfter,
        int marksAfter,
        double frequency,
        double freeze,
        double firstSeen,
        boolean bars,
        int framesSent,
        int frames,
        double droppedFrames,
        double droppedAudio) {

    /** A mark so near to a disturbance is not compared. */
    private static final double MARGIN = 0.6;

    /** Sound may begin so much later than the picture, or end so much earlier, in seconds. */
    private static final double EDGE = 0.1;

    private static final String NOTHING = "";

    static Measured of(Recording recording) throws Exception {
        JsonObject json = recording.json();
        SentPackets packets = recording.packets();
        Path file = recording.file();
        Map<String, String> probed = file == null ? Map.of() : MediaFiles.probe(file);
        List<String> codecs = new ArrayList<>();
        String size = "–";
        for (int i = 0; probed.containsKey(i + ".codec_name"); i++) {
            codecs.add(probed.get(i + ".codec_name"));
            if (probed.containsKey(i + ".width")) {
                size = probed.get(i + ".width") + "×" + probed.get(i + ".height");
            }
        }
        double duration =
                probed.containsKey("duration")
                        ? Double.parseDouble(probed.get("duration"))
                        : Double.NaN;
        RecordedSound sound =
                codecs.contains("aac") ? new RecordedSound(MediaFiles.soundInTime(file)) : null;
        RecordedPicture picture = codecs.contains("h264") ? picture(file) : null;
        Offsets offsets = new Offsets(recording.disturbances());
        if (sound != null && picture != null) {
            offsets.add(sound.beeps(), picture.flashes());
        }
        return new Measured(
                recording,
                json.getString("state"),
                json.getString("reason", NOTHING),
                file == null ? "no file" : faults(file),
                codecs,
                size,
                packets.seconds(),
                duration,
                sound == null ? Double.NaN : sound.longestSilence(EDGE, duration - EDGE),
                offsets.before,
                offsets.after,
                offsets.countAfter,
                sound == null ? Double.NaN : sound.worstFrequency(),
                picture == null ? Double.NaN : picture.longestFreeze(duration),
                picture == null ? Double.NaN : picture.firstSeen(),
                picture != null && picture.hasBars(duration),
                packets.frames(),
                picture == null ? 0 : picture.frames(),
                number(json, "droppedFrames"),
                number(json, "droppedAudio"));
    }

    private static double number(JsonObject json, String name) {
        JsonValue value = json.get(name);
        return value instanceof JsonNumber number ? number.doubleValue() : Double.NaN;
    }

    private static RecordedPicture picture(Path file) throws Exception {
        return new RecordedPicture(
                MediaFiles.times(file, "v"),
                MediaFiles.pictures4To3(file, RecordedPicture.WIDTH, RecordedPicture.HEIGHT));
    }

    private static String faults(Path file) throws Exception {
        String faults = MediaFiles.faults(file);
        return isIndexInFront(file) ? faults : faults + "its index is not in front";
    }

    /** ISO/IEC 14496-12: boxes of a size, a type, and content. */
    private static boolean isIndexInFront(Path file) throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            ByteBuffer header = ByteBuffer.allocate(8);
            long position = 0;
            while (position < channel.size()) {
                channel.position(position);
                channel.read(header.clear());
                byte[] type = new byte[4];
                header.get(4, type);
                switch (new String(type, StandardCharsets.US_ASCII)) {
                    case "moov" -> {
                        return true;
                    }
                    case "mdat", "moof" -> {
                        return false;
                    }
                    default -> position += Math.max(8, header.getInt(0) & 0xFFFF_FFFFL);
                }
            }
            return false;
        }
    }

    double lostSound() {
        return recording.packets().lostSound();
    }

    /** How far beeps and flashes are apart, by their places before and after disturbances. */
    private static final class Offsets {

        private final List<Recording.Span> disturbances;
        private double before = Double.NaN;
        private double after = Double.NaN;
        private int countAfter;

        private Offsets(List<Recording.Span> disturbances) {
            this.disturbances = disturbances;
        }

        private void add(List<Mark> beeps, List<Mark> flashes) {
            for (Mark beep : beeps) {
                flashes.stream()
                        .filter(flash -> flash.kind() == beep.kind())
                        .map(flash -> flash.time() - beep.time())
                        .min((a, b) -> Double.compare(Math.abs(a), Math.abs(b)))
                        .filter(offset -> Math.abs(offset) < Marks.KINDS / 2.0)
                        .ifPresent(offset -> add(second(beep), offset));
            }
        }

        /** Which second a beep is: that of its kind which is the nearest to its time. */
        private static int second(Mark beep) {
            return beep.kind()
                    + Marks.KINDS * (int) Math.round((beep.time() - beep.kind()) / Marks.KINDS);
        }

        private void add(int second, double offset) {
            boolean disturbed =
                    disturbances.stream()
                            .anyMatch(
                                    span ->
                                            second > span.from() - MARGIN / 2
                                                    && second < span.to() + MARGIN);
            if (disturbed) {
                return;
            }
            if (disturbances.stream().anyMatch(span -> second > span.from())) {
                after = worse(after, offset);
                countAfter++;
            } else {
                before = worse(before, offset);
            }
        }

        private static double worse(double one, double other) {
            return Math.abs(one) >= Math.abs(other) ? one : other;
        }
    }

    static String heading() {
        return """
               | client, media, network | state | sent s | file s | silence ms | offset before, after ms \
               | tone Hz | freeze ms | frames sent, in file | dropped frames | dropped, lost sound s |
               | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |""";
    }

    /** A row of a table in Markdown. */
    String row() {
        return "| %s | %s | %.2f | %s | %s | %s, %s | %s | %s | %d, %d | %s | %s, %.2f |"
                .formatted(
                        recording.scenario(),
                        state,
                        sent,
                        text(duration, 2),
                        text(silence * 1000, 0),
                        text(offsetBefore * 1000, 0),
                        text(offsetAfter * 1000, 0),
                        text(frequency, 2),
                        text(freeze * 1000, 0),
                        framesSent,
                        frames,
                        text(droppedFrames, 0),
                        text(droppedAudio, 2),
                        lostSound());
    }

    private static String text(double number, int digits) {
        return Double.isNaN(number) ? "–" : String.format(Locale.ROOT, "%." + digits + "f", number);
    }
}
