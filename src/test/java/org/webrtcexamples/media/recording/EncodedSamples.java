package org.webrtcexamples.media.recording;

import org.webrtcexamples.peer.Codec;
import org.webrtcexamples.peer.EncodedFrame;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;

/** Frames as senders encode them, made with the ffmpeg that comes with the application. */
final class EncodedSamples {

    static final double FREQUENCY = 440;
    static final double AMPLITUDE = 10_000;

    /** How many video frames there are, each with a bar elsewhere, besides the bright one. */
    static final int POSITIONS = 16;

    /** Of audio, in samples: 20 ms. */
    static final int PACKET_LENGTH = 960;

    /** After so many packets the tone is where it was. */
    private static final int PERIOD = 5;

    private static final int RATE = 48_000;

    private static final String VP8 = "-c:v libvpx -deadline realtime -f ivf -";

    private static final Map<String, List<byte[]>> VIDEO = new ConcurrentHashMap<>();

    private static List<byte[]> tone;

    private EncodedSamples() {}

    /** A tone that goes on from packet to packet. */
    static synchronized byte[] tone(int packet) {
        if (tone == null) {
            ByteBuffer samples = ByteBuffer.allocate(2 * RATE).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < RATE; i++) {
                double phase = 2 * Math.PI * FREQUENCY * i / RATE;
                samples.putShort((short) (AMPLITUDE * Math.sin(phase)));
            }
            List<byte[]> packets =
                    ogg(
                            encode(
                                    samples.array(),
                                    "-f s16le -ar 48000 -ac 1 -i pipe:0 -c:a libopus -b:a 64k"
                                            + " -vbr off -frame_duration 20 -packet_loss 100 -f ogg -"));
            tone = packets.subList(20, 20 + PERIOD);
        }
        return tone.get(packet % PERIOD);
    }

    /**
     * A key frame.
     *
     * @param position of a bar in it, or -1 for a bright one
     */
    static byte[] video(Codec codec, int width, int height, int position) {
        List<byte[]> frames =
                VIDEO.computeIfAbsent(
                        codec + " " + width + "x" + height,
                        key -> encodeVideo(codec, width, height));
        return frames.get(position < 0 ? POSITIONS : position % POSITIONS);
    }

    /** A frame with much noise in it that arrives at a time and was captured then. */
    static EncodedFrame noise(long now, int width, int height) {
        List<byte[]> frames =
                VIDEO.computeIfAbsent(
                        "noise " + width + "x" + height,
                        key -> {
                            ByteBuffer raw = ByteBuffer.allocate(8 * width * height * 3 / 2);
                            Arrays.fill(raw.array(), (byte) 128);
                            byte[] noise = new byte[width * height / 16];
                            Random random = new Random(5);
                            for (int i = 0; i < 8; i++) {
                                random.nextBytes(noise);
                                raw.put(i * width * height * 3 / 2, noise);
                            }
                            return ivf(encode(raw.array(), input(width, height) + VP8));
                        });
        return frame(now, width, height, frames.get((int) (now / 33_000_000 % frames.size())));
    }

    /** A dark frame that arrives at a time and was captured then. */
    static EncodedFrame dark(long now, int width, int height) {
        int position = (int) (now / 33_000_000 % POSITIONS);
        return frame(now, width, height, video(Codec.VP8, width, height, position));
    }

    private static EncodedFrame frame(long now, int width, int height, byte[] data) {
        long timestamp = now * 9 / 100_000;
        return new EncodedFrame(Codec.VP8, 1, timestamp, 0, now, 0, true, width, height, data);
    }

    private static String input(int width, int height) {
        return "-f rawvideo -s " + width + "x" + height + " -r 30 -i pipe:0 -g 1 -b:v 4M ";
    }

    private static List<byte[]> encodeVideo(Codec codec, int width, int height) {
        ByteArrayOutputStream raw = new ByteArrayOutputStream();
        for (int position = 0; position <= POSITIONS; position++) {
            raw.writeBytes(paint(width, height, position));
        }
        String input = input(width, height);
        return codec == Codec.VP8
                ? ivf(encode(raw.toByteArray(), input + VP8))
                : accessUnits(
                        encode(
                                raw.toByteArray(),
                                input
                                        + "-c:v libopenh264 -profile:v constrained_baseline"
                                        + " -allow_skip_frames 0 -bsf:v h264_metadata=aud=insert"
                                        + " -f h264 -"));
    }

    /** A plane of one brightness, with a bar in it unless it is the last, which is white. */
    private static byte[] paint(int width, int height, int position) {
        byte[] row = new byte[width];
        boolean bright = position == POSITIONS;
        Arrays.fill(row, (byte) (bright ? 235 : 60));
        for (int x = 0; x < 8 && !bright; x++) {
            row[(position * 4 + x) % width] = 120;
        }
        ByteBuffer picture = ByteBuffer.allocate(width * height * 3 / 2);
        for (int y = 0; y < height; y++) {
            picture.put(row);
        }
        Arrays.fill(picture.array(), width * height, picture.capacity(), (byte) 128);
        return picture.array();
    }

    private static byte[] encode(byte[] input, String arguments) {
        try {
            return MediaFiles.pipe(input, arguments.split(" "));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** <a href="https://wiki.multimedia.cx/index.php/Duck_IVF">IVF</a>. */
    private static List<byte[]> ivf(byte[] file) {
        ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).position(32);
        List<byte[]> frames = new ArrayList<>();
        while (in.hasRemaining()) {
            byte[] frame = new byte[in.getInt()];
            in.getLong();
            in.get(frame);
            frames.add(frame);
        }
        return frames;
    }

    /** Each begins with an access unit delimiter. */
    private static List<byte[]> accessUnits(byte[] stream) {
        List<Integer> starts = new ArrayList<>();
        for (int i = 0; i + 4 < stream.length; i++) {
            boolean startCode = stream[i] == 0 && stream[i + 1] == 0 && stream[i + 2] == 0;
            if (startCode && stream[i + 3] == 1 && (stream[i + 4] & 0x1F) == 9) {
                starts.add(i);
            }
        }
        starts.add(stream.length);
        List<byte[]> units = new ArrayList<>();
        for (int i = 0; i + 1 < starts.size(); i++) {
            units.add(Arrays.copyOfRange(stream, starts.get(i), starts.get(i + 1)));
        }
        return units;
    }

    /** <a href="https://www.rfc-editor.org/rfc/rfc3533#section-6">Ogg</a>, without its headers. */
    private static List<byte[]> ogg(byte[] file) {
        List<byte[]> packets = new ArrayList<>();
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        int page = 0;
        while (page < file.length) {
            int segments = file[page + 26];
            int at = page + 27 + (segments & 0xFF);
            for (int i = 0; i < (segments & 0xFF); i++) {
                int length = file[page + 27 + i] & 0xFF;
                packet.write(file, at, length);
                at += length;
                if (length < 255) {
                    packets.add(packet.toByteArray());
                    packet.reset();
                }
            }
            page = at;
        }
        return packets.subList(2, packets.size());
    }
}
