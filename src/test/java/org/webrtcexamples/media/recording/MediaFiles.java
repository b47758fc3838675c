package org.webrtcexamples.media.recording;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Looks into files with the ffmpeg and ffprobe that come with the application. */
public final class MediaFiles {

    static final Path FOLDER = Path.of("target", "ffmpeg").toAbsolutePath();

    private static final int SAMPLE_RATE = 48_000;

    private static final int LOUD = 2500;

    private static final int BRIGHT = 180;

    private static Ffmpeg ffmpeg;

    private MediaFiles() {}

    static synchronized Ffmpeg ffmpeg() throws IOException {
        if (ffmpeg == null) {
            ffmpeg = Ffmpeg.bundled(FOLDER);
            Path ffprobe = folder().resolve("ffprobe");
            if (Files.notExists(ffprobe)) {
                String resource = "/org/bytedeco/ffmpeg/" + platform() + "/ffprobe";
                try (InputStream in = MediaFiles.class.getResourceAsStream(resource)) {
                    Files.copy(in, ffprobe);
                }
                ffprobe.toFile().setExecutable(true);
            }
        }
        return ffmpeg;
    }

    /** Where the program and its libraries are. */
    static Path folder() {
        String[] found = FOLDER.toFile().list((parent, name) -> name.endsWith(platform()));
        return FOLDER.resolve(found[0]);
    }

    private static String platform() {
        return System.getProperty("os.arch").equals("amd64") ? "linux-x86_64" : "linux-arm64";
    }

    /** Of the container and each stream, by names such as {@code 0.codec_name}. */
    public static Map<String, String> probe(Path file) throws Exception {
        String shown =
                text(
                        "ffprobe",
                        "-show_entries",
                        "format=duration:stream=index,codec_name,width,height,color_space",
                        "-of",
                        "flat",
                        file.toString());
        Map<String, String> values = new HashMap<>();
        for (String line : shown.lines().toList()) {
            String[] pair = line.replace("\"", "").split("=");
            values.put(pair[0].replaceAll("^(streams\\.stream|format)\\.", ""), pair[1]);
        }
        return values;
    }

    /** The times of a stream's packets, in seconds. */
    public static List<Double> times(Path file, String stream) throws Exception {
        return text(
                        "ffprobe",
                        "-select_streams",
                        stream,
                        "-show_entries",
                        "packet=pts_time",
                        "-of",
                        "csv=p=0",
                        file.toString())
                .lines()
                .map(line -> line.replace(",", ""))
                .map(Double::valueOf)
                .toList();
    }

    /** The times of the pictures that can be shown without another, in seconds. */
    static List<Double> keyFrames(Path file) throws Exception {
        return text(
                        "ffprobe",
                        "-select_streams",
                        "v",
                        "-show_entries",
                        "packet=pts_time,flags",
                        "-of",
                        "csv=p=0",
                        file.toString())
                .lines()
                .filter(line -> line.contains("K"))
                .map(line -> Double.valueOf(line.split(",")[0]))
                .toList();
    }

    /** The time of the last picture or sound that can be decoded, in seconds. */
    public static double playsUntil(Path file, String stream) throws Exception {
        return text(
                        "ffprobe",
                        "-select_streams",
                        stream,
                        "-show_entries",
                        "frame=pts_time",
                        "-of",
                        "csv=p=0",
                        file.toString())
                .lines()
                .mapToDouble(line -> Double.parseDouble(line.replace(",", "")))
                .max()
                .orElse(0);
    }

    public static short[] sound(Path file) throws Exception {
        return samples(
                run(
                        "ffmpeg",
                        "-i",
                        file.toString(),
                        "-map",
                        "0:a",
                        "-ac",
                        "1",
                        "-f",
                        "s16le",
                        "-"));
    }

    private static short[] samples(byte[] bytes) {
        short[] samples = new short[bytes.length / 2];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(samples);
        return samples;
    }

    /** One channel, with silence where the file has no sound, from time 0 of the file on. */
    public static short[] soundInTime(Path file) throws Exception {
        byte[] bytes =
                run(
                        "ffmpeg",
                        "-copyts",
                        "-i",
                        file.toString(),
                        "-map",
                        "0:a",
                        "-af",
                        "aresample=async=1:min_hard_comp=0.01:first_pts=0",
                        "-ac",
                        "1",
                        "-ar",
                        Integer.toString(SAMPLE_RATE),
                        "-f",
                        "s16le",
                        "-");
        return samples(bytes);
    }

    /** What a player that takes every fault seriously has to say of the file. */
    public static String faults(Path file) throws Exception {
        Process process =
                builder(
                                "ffmpeg",
                                "-err_detect",
                                "explode",
                                "-i",
                                file.toString(),
                                "-fps_mode",
                                "passthrough",
                                "-enc_time_base:v",
                                "1:90000",
                                "-f",
                                "null",
                                "-")
                        .redirectErrorStream(true)
                        .start();
        String said;
        try (InputStream in = process.getInputStream()) {
            said = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        int status = process.waitFor();
        return status == 0 ? said : said + "ended with " + status;
    }

    /** The planes Y of all pictures, of an even size. */
    public static List<byte[]> pictures(Path file, int width, int height) throws Exception {
        return pictures(file, "null", width, height);
    }

    /** The same of their middle, as far as that is 4:3. */
    public static List<byte[]> pictures4To3(Path file, int width, int height) throws Exception {
        return pictures(file, "crop=w='min(iw,ih*4/3)':h=ih", width, height);
    }

    private static List<byte[]> pictures(Path file, String filter, int width, int height)
            throws Exception {
        byte[] bytes =
                run(
                        "ffmpeg",
                        "-i",
                        file.toString(),
                        "-map",
                        "0:v",
                        "-fps_mode",
                        "passthrough",
                        "-enc_time_base",
                        "1:10000",
                        "-vf",
                        filter + ",scale=" + width + ":" + height + ":flags=area,format=yuv420p",
                        "-f",
                        "rawvideo",
                        "-");
        List<byte[]> pictures = new ArrayList<>();
        for (int i = 0; i < bytes.length; i += width * height * 3 / 2) {
            pictures.add(Arrays.copyOfRange(bytes, i, i + width * height));
        }
        return pictures;
    }

    /** When a tone begins after a pause, in seconds. */
    public static List<Double> beeps(Path file) throws Exception {
        short[] sound = sound(file);
        List<Double> beeps = new ArrayList<>();
        int loud = -SAMPLE_RATE;
        for (int i = 0; i < sound.length; i++) {
            if (Math.abs(sound[i]) > LOUD) {
                if (i - loud > SAMPLE_RATE / 2) {
                    beeps.add((double) i / SAMPLE_RATE);
                }
                loud = i;
            }
        }
        return beeps;
    }

    /** When the picture turns bright, in seconds. */
    public static List<Double> flashes(Path file) throws Exception {
        List<Double> times = times(file, "v");
        List<byte[]> pictures = pictures(file, 2, 2);
        if (times.size() != pictures.size()) {
            throw new IOException(times.size() + " packets, " + pictures.size() + " pictures");
        }
        List<Double> flashes = new ArrayList<>();
        for (int i = 1; i < pictures.size(); i++) {
            if (isBright(pictures.get(i)) && !isBright(pictures.get(i - 1))) {
                flashes.add(times.get(i));
            }
        }
        return flashes;
    }

    private static boolean isBright(byte[] picture) {
        return (picture[0] & 0xFF) > BRIGHT;
    }

    private static String text(String... command) throws Exception {
        return new String(run(command));
    }

    private static byte[] run(String program, String... arguments) throws Exception {
        String[] all = new String[arguments.length + 1];
        all[0] = program;
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return run(all);
    }

    /** What ffmpeg makes of what is written to it. */
    static byte[] pipe(byte[] input, String... arguments) throws Exception {
        Path file = Files.createTempFile("input", null);
        try {
            Files.write(file, input);
            String[] words = Arrays.copyOf(arguments, arguments.length + 1);
            System.arraycopy(arguments, 0, words, 1, arguments.length);
            words[0] = "ffmpeg";
            return run(builder(words).redirectInput(file.toFile()));
        } finally {
            Files.delete(file);
        }
    }

    private static ProcessBuilder builder(String... words) throws IOException {
        Ffmpeg ffmpeg = ffmpeg();
        List<String> command = new ArrayList<>(List.of(words));
        command.set(0, folder().resolve(words[0]).toString());
        command.addAll(1, List.of("-v", "error"));
        ProcessBuilder builder = new ProcessBuilder(command).redirectInput(new File("/dev/null"));
        ffmpeg.nameLibraries(builder.environment());
        return builder;
    }

    private static byte[] run(String[] words) throws Exception {
        return run(builder(words));
    }

    private static byte[] run(ProcessBuilder builder) throws Exception {
        Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        byte[] said;
        try (InputStream in = process.getInputStream()) {
            said = in.readAllBytes();
        }
        if (process.waitFor() != 0) {
            throw new IOException(builder.command() + " ended with " + process.exitValue());
        }
        return said;
    }
}
