package org.webrtcexamples.media.recording;

import org.webrtcexamples.linker.EmptyLibraries;

import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The program <a href="https://ffmpeg.org/ffmpeg.html">ffmpeg</a>: the one that comes with this
 * application, or another. It is known to start, and to have the encoders and decoders that are
 * needed.
 *
 * <p>Thread-safe.
 */
public final class Ffmpeg {

    /** A small file in the jar of a platform, and from there the folder of its program. */
    private static final String LANDMARK = "/META-INF/native-image/%s/ffmpeg/resource-config.json";

    private static final String FROM_LANDMARK = "../../../../org/bytedeco/ffmpeg/%s/";

    private static final String VERSION = "/META-INF/maven/org.bytedeco/ffmpeg/pom.properties";

    /** The program and the libraries beside it; each platform has some of them. */
    static final List<String> FILES =
            List.of(
                    // Linux
                    "ffmpeg",
                    "libavcodec.so.62",
                    "libavdevice.so.62",
                    "libavfilter.so.11",
                    "libavformat.so.62",
                    "libavutil.so.60",
                    "libswresample.so.6",
                    "libswscale.so.9",
                    "libasound.so.2",
                    "libbcm_host.so",
                    "libdrm.so.2",
                    "libva.so.2",
                    "libva-drm.so.2",
                    "libvchiq_arm.so",
                    "libvcos.so",
                    // macOS
                    "libatomic.1.dylib",
                    "libavcodec.62.dylib",
                    "libavdevice.62.dylib",
                    "libavfilter.11.dylib",
                    "libavformat.62.dylib",
                    "libavutil.60.dylib",
                    "libswresample.6.dylib",
                    "libswscale.9.dylib",
                    // Windows
                    "ffmpeg.exe",
                    "avcodec-62.dll",
                    "avdevice-62.dll",
                    "avfilter-11.dll",
                    "avformat-62.dll",
                    "avutil-60.dll",
                    "libwinpthread-1.dll",
                    "swresample-6.dll",
                    "swscale-9.dll");

    private static final Map<String, String> LIBRARY_PATHS =
            Map.of("linux", "LD_LIBRARY_PATH", "macosx", "DYLD_LIBRARY_PATH", "windows", "PATH");

    /**
     * What its libraries on Linux are linked against, unless they bring it, for sound cards,
     * screens and graphics cards. They import nothing but functions of these, bound lazily, and
     * call none of them for what is asked of them here.
     */
    static final List<String> DISPENSABLE =
            List.of(
                    "libasound.so.2",
                    "libdrm.so.2",
                    "libpulse.so.0",
                    "libudev.so.1",
                    "libva-drm.so.2",
                    "libva.so.2",
                    "libxcb-shm.so.0",
                    "libxcb.so.1");

    private static final String OPENH264 = "libopenh264";
    private static final String X264 = "libx264";
    private static final String AAC = "aac";

    private static final List<String> DECODERS = List.of("vp8", "h264", "opus");

    private static final String NAME_ANOTHER = ". Name an ffmpeg in the settings that has it.";

    private static final long TIME_TO_CHECK_SECONDS = 20;

    private static final int LONGEST_ANSWER = 256 * 1024;

    /** For a good picture at 30 a second, and a clear one where little moves. */
    private static final double BITS_PER_PIXEL = 0.1;

    private static final int PICTURES_PER_SECOND = 30;

    /**
     * A larger frame, of some kilobytes, would take hundreds of megabytes: a decoder of H.264 may
     * have to keep 16 of them.
     */
    static final int MAX_PIXELS = 4096 * 2304;

    /** In microseconds. */
    private static final int AUDIO_FRAGMENT = 500_000;

    /** While video pauses; otherwise there is a fragment each second. */
    private static final int PAUSED_FRAGMENT = 2_000_000;

    private final Path program;

    /** The folder of its libraries, or null if it finds them by itself. */
    private final Path libraries;

    /** The folders of the libraries that stand in for those of the system that are missing. */
    private final List<Path> emptyLibraries = new ArrayList<>();

    private final String h264;

    private Ffmpeg(Path program, Path libraries) throws IOException {
        this.program = program;
        this.libraries = libraries;
        if (libraries != null && platform().startsWith("linux")) {
            List<String> missing = missing();
            missing.retainAll(DISPENSABLE);
            emptyLibraries.addAll(EmptyLibraries.write(libraries.resolve("empty"), missing));
        }
        List<String> encoders = codecs("-encoders");
        h264 =
                List.of(OPENH264, X264).stream()
                        .filter(encoders::contains)
                        .findFirst()
                        .orElseThrow(() -> lacks(OPENH264 + " or " + X264));
        if (!encoders.contains(AAC)) {
            throw lacks(AAC);
        }
        List<String> decoders = codecs("-decoders");
        for (String decoder : DECODERS) {
            if (!decoders.contains(decoder)) {
                throw new IOException(program + " has no decoder " + decoder + NAME_ANOTHER);
            }
        }
    }

    /**
     * The one that comes with this application. It and its libraries, some 60 MB, are unpacked, if
     * they are not there yet. It is given {@linkplain EmptyLibraries empty libraries} for those of
     * the system that it is linked against and makes no use of, as far as they are missing.
     *
     * @param folder where a folder of this version is made, which only the owner may look into
     * @throws IOException if there is none for this platform, it cannot be unpacked, or it does not
     *     start, usually since a library of the system is missing: the message says what to do
     */
    public static Ffmpeg bundled(Path folder) throws IOException {
        String platform = platform();
        String name = platform.startsWith("windows") ? "ffmpeg.exe" : "ffmpeg";
        URL landmark = Ffmpeg.class.getResource(LANDMARK.formatted(platform));
        if (landmark == null) {
            throw new IOException(
                    "This application comes with no ffmpeg for "
                            + platform
                            + ". Install ffmpeg, and name it in the settings.");
        }
        Path unpacked = folder.resolve("ffmpeg-" + version() + '-' + platform).toAbsolutePath();
        makeOwn(unpacked);
        URL resources = new URL(landmark, FROM_LANDMARK.formatted(platform));
        for (String file : FILES) {
            unpack(new URL(resources, file), unpacked.resolve(file));
        }
        return new Ffmpeg(unpacked.resolve(name), unpacked);
    }

    /**
     * One that is installed.
     *
     * @throws IOException if it does not start, is none, or lacks an encoder: the message says what
     *     to do
     */
    public static Ffmpeg at(Path program) throws IOException {
        return new Ffmpeg(program, null);
    }

    private static String platform() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String architecture = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        return (system.startsWith("mac")
                        ? "macosx"
                        : system.startsWith("windows") ? "windows" : system)
                + '-'
                + switch (architecture) {
                    case "amd64", "x86_64" -> "x86_64";
                    case "aarch64", "arm64" -> "arm64";
                    default -> architecture;
                };
    }

    private static String version() throws IOException {
        try (InputStream in = Ffmpeg.class.getResourceAsStream(VERSION)) {
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("version");
        }
    }

    /** In a folder that all may write to, another could have been there first. */
    private static void makeOwn(Path folder) throws IOException {
        Files.createDirectories(folder);
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Path mine = Files.createTempFile(folder, "owner", null);
            try {
                if (!Files.getOwner(folder).equals(Files.getOwner(mine))) {
                    throw new IOException(folder + " belongs to somebody else.");
                }
            } finally {
                Files.delete(mine);
            }
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
    }

    /**
     * A file is there whole or not at all, even if another does the same, or this is cut off.
     *
     * <p>The resource is not had from the class loader: that of Payara reads all of it for that,
     * and keeps it, 60 MB in the end.
     */
    private static void unpack(URL resource, Path file) throws IOException {
        if (Files.exists(file)) {
            return;
        }
        URLConnection connection = resource.openConnection();
        connection.setUseCaches(false);
        try (InputStream in = connection.getInputStream()) {
            Path part = Files.createTempFile(file.getParent(), "unpacking", null);
            try {
                try (OutputStream out = Files.newOutputStream(part)) {
                    in.transferTo(out);
                }
                part.toFile().setExecutable(true, true);
                Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (FileNotFoundException thisPlatformHasNone) {
            // Each has some of them.
        }
    }

    /** Whether the program is still where it was: folders for temporary files are cleaned. */
    boolean isThere() {
        return libraries == null || Files.exists(program);
    }

    /** The names of the shared libraries that it needs and the machine lacks. */
    private List<String> missing() throws IOException {
        ProcessBuilder builder = builder(List.of("-version"));
        // It is not run: the dynamic linker tells what it finds, as for ldd.
        builder.environment().put("LD_TRACE_LOADED_OBJECTS", "1");
        // Such as "	libpulse.so.0 => not found".
        return ask(builder)
                .map(line -> line.strip().split(" ", 2))
                .filter(words -> words.length > 1 && words[1].equals("=> not found"))
                .map(words -> words[0])
                .distinct()
                .collect(Collectors.toCollection(ArrayList::new));
    }

    /** The names of its encoders, or of its decoders. */
    private List<String> codecs(String question) throws IOException {
        // Such as " V....D libopenh264          OpenH264 H.264 / AVC / MPEG-4 AVC …".
        return ask(builder(List.of(question)))
                .map(line -> line.strip().split(" +"))
                .filter(words -> words.length > 1)
                .map(words -> words[1])
                .toList();
    }

    /** The lines that it answers. */
    private Stream<String> ask(ProcessBuilder builder) throws IOException {
        Path answer = Files.createTempFile("ffmpeg", null);
        try {
            ask(builder, answer);
            return read(answer).lines();
        } finally {
            Files.delete(answer);
        }
    }

    private void ask(ProcessBuilder builder, Path answer) throws IOException {
        Process process;
        try {
            process = builder.redirectErrorStream(true).redirectOutput(answer.toFile()).start();
        } catch (IOException e) {
            throw new IOException(
                    "ffmpeg does not start: "
                            + e.getMessage()
                            + ". Where programs of this folder may not be run, choose another, or"
                            + " name an ffmpeg in the settings.",
                    e);
        }
        try {
            process.getOutputStream().close();
            if (!process.waitFor(TIME_TO_CHECK_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException(program + " does not answer. Is it ffmpeg?");
            }
            if (process.exitValue() != 0) {
                throw new IOException(
                        program
                                + " does not start, or is no ffmpeg: "
                                + read(answer).strip()
                                + ". Install what is missing, or name another ffmpeg in the"
                                + " settings.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Stopped while ffmpeg was being looked at.", e);
        } finally {
            process.destroyForcibly();
        }
    }

    /** Up to some kilobytes, whatever it is, without what is said of empty libraries. */
    private static String read(Path answer) throws IOException {
        try (InputStream in = Files.newInputStream(answer)) {
            return new String(in.readNBytes(LONGEST_ANSWER), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !EmptyLibraries.isWarning(line))
                    .collect(Collectors.joining("\n"));
        }
    }

    private IOException lacks(String encoder) {
        return new IOException(program + " has no encoder " + encoder + NAME_ANOTHER);
    }

    private ProcessBuilder builder(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(program.toString(), "-hide_banner"));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        nameLibraries(builder.environment());
        return builder;
    }

    /** Says in the environment of a process, of it or of ffprobe, where its libraries are. */
    void nameLibraries(Map<String, String> environment) {
        if (libraries != null) {
            String system = platform().replaceFirst("-.*", "");
            environment.compute(
                    LIBRARY_PATHS.get(system),
                    (name, before) -> libraryPath(libraries, before, emptyLibraries));
        }
    }

    /**
     * Its own libraries come first, the empty ones last: they are for what is nowhere else.
     *
     * @param before that of the environment, or null
     */
    static String libraryPath(Path own, String before, List<Path> empty) {
        List<String> folders = new ArrayList<>(List.of(own.toString()));
        // An empty path in it would be the current folder.
        if (before != null && !before.isEmpty()) {
            folders.add(before);
        }
        empty.forEach(folder -> folders.add(folder.toString()));
        return String.join(File.pathSeparator, folders);
    }

    /**
     * Starts to turn a live Matroska stream into a fragmented MP4, which plays up to what was
     * written last, however it ends.
     *
     * @param canvas the size of the video, into which all of its frames are fitted; null if there
     *     is none
     */
    FfmpegRun encode(Canvas canvas, boolean withAudio, Path file, ThreadFactory threads)
            throws IOException {
        List<String> arguments =
                new ArrayList<>(List.of("-nostdin", "-nostats", "-loglevel", "error", "-y"));
        // Untrusted input: limit the frame size, and decode on one thread.
        add(
                arguments,
                "-max_pixels " + MAX_PIXELS + " -threads 1 -filter_threads 1 -max_error_rate 1");
        // The tracks' entries tell all, so that nothing has to be looked at in advance.
        add(arguments, "-f matroska -probesize 32 -analyzeduration 0 -i pipe:0");
        if (canvas != null) {
            add(arguments, "-map 0:v:0 -vf " + fittedInto(canvas));
            // Each frame keeps its time.
            add(arguments, "-fps_mode passthrough -enc_time_base:v 1:10000");
            add(arguments, "-c:v " + h264 + " -pix_fmt yuv420p -profile:v main -threads:v 1");
            add(
                    arguments,
                    h264.equals(OPENH264)
                            ? "-rc_mode timestamp"
                            : "-preset veryfast -tune zerolatency");
            add(arguments, "-b:v " + bitRate(canvas));
            // A player can seek to every second, and there a fragment begins. Were it to begin
            // with audio, it would be guessed how long the last frame of the one before lasts.
            add(arguments, "-g 600 -force_key_frames expr:gte(t,n_forced)");
        }
        if (withAudio) {
            // Nothing is stretched: what is missing is silence.
            add(arguments, "-map 0:a:0 -af aresample=async=1:min_hard_comp=0.01:first_pts=0");
            add(arguments, "-c:a aac -b:a 128k");
        }
        add(arguments, "-max_interleave_delta 1000000");
        // Each fragment is written at once; the header with the first, by what was learnt till
        // then.
        add(arguments, "-f mp4 -movflags +frag_keyframe+delay_moov+default_base_moof");
        add(arguments, "-frag_duration " + (canvas == null ? AUDIO_FRAGMENT : PAUSED_FRAGMENT));
        add(arguments, "-flush_packets 1");
        arguments.add("file:" + file.toAbsolutePath());
        return FfmpegRun.start(builder(arguments), threads);
    }

    /** Browsers take video without a word on its colours for that of BT.601, and so do we. */
    private static String fittedInto(Canvas canvas) {
        String size = canvas.width() + ":" + canvas.height();
        return "scale="
                + size
                + ":force_original_aspect_ratio=decrease:force_divisible_by=2,pad="
                + size
                + ":-1:-1:color=black,setsar=1,setparams=range=tv:colorspace=smpte170m"
                + ":color_primaries=smpte170m:color_trc=smpte170m";
    }

    private static long bitRate(Canvas canvas) {
        return (long) (BITS_PER_PIXEL * PICTURES_PER_SECOND * canvas.width() * canvas.height());
    }

    /** Starts to make a copy of a fragmented MP4 with one index, for seeking, at its beginning. */
    FfmpegRun index(Path fragmented, Path file, ThreadFactory threads) throws IOException {
        return index(fragmented, file, true, true, threads);
    }

    /** The same without a track in which nothing is but black or silence. */
    FfmpegRun index(
            Path fragmented, Path file, boolean withVideo, boolean withAudio, ThreadFactory threads)
            throws IOException {
        List<String> arguments =
                new ArrayList<>(List.of("-nostdin", "-nostats", "-loglevel", "error", "-y"));
        add(arguments, "-f mp4 -i");
        arguments.add("file:" + fragmented.toAbsolutePath());
        add(
                arguments,
                "-map 0" + (withVideo ? "" : " -map -0:v") + (withAudio ? "" : " -map -0:a"));
        add(arguments, "-c copy -f mp4 -movflags +faststart");
        arguments.add("file:" + file.toAbsolutePath());
        return FfmpegRun.start(builder(arguments), threads);
    }

    private static void add(List<String> arguments, String more) {
        arguments.addAll(List.of(more.split(" ")));
    }
}
