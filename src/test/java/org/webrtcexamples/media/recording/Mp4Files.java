package org.webrtcexamples.media.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Real files, made by ffmpeg from its own test pictures and tones. */
final class Mp4Files {

    private Mp4Files() {}

    /** As a finished recording is: with its index in front. */
    static Path finished(Path file, int seconds, int width, int height) throws Exception {
        return make(file, picture(width, height), seconds, "-movflags +faststart");
    }

    /** As a recording under way is. */
    static Path fragmented(Path file, int seconds, int width, int height) throws Exception {
        return make(
                file,
                picture(width, height),
                seconds,
                "-movflags +frag_keyframe+delay_moov+default_base_moof -frag_duration 500000");
    }

    static String picture(int width, int height) {
        return "-f lavfi -i testsrc=rate=30:size=%dx%d".formatted(width, height);
    }

    /** Its picture, if any, and a tone. */
    static Path make(Path file, String picture, int seconds, String options) throws Exception {
        MediaFiles.ffmpeg();
        Path folder = MediaFiles.folder();
        List<String> command = new ArrayList<>(List.of(folder.resolve("ffmpeg").toString()));
        String arguments =
                "-nostdin -loglevel error -y %s -f lavfi -i sine=sample_rate=48000 -t %d -b:v 1M %s"
                        .formatted(picture, seconds, options);
        command.addAll(List.of(arguments.strip().split(" +")));
        command.addAll(List.of("-f", "mp4", file.toString()));
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        builder.environment().put("LD_LIBRARY_PATH", folder.toString());
        assertEquals(0, builder.start().waitFor());
        return file;
    }
}
