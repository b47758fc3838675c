package org.webrtcexamples.examples;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The picture and sound that a page receives, measured there. */
final class ReceivedMedia {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /**
     * The test picture flashes and beeps once a second. A browser takes some seconds until it plays
     * picture and sound in step, for it changes their delays by little at a time.
     */
    private static final int BEATS_TO_SETTLE = 3;

    private static final int BEATS = 5;

    private static final String STATISTICS =
            """
            const report = [...(await peerConnection.getStats()).values()];
            const find = (type, kind) => report.find(each => each.type === type && each.kind === kind);
            const video = find('inbound-rtp', 'video');
            const audio = find('inbound-rtp', 'audio');
            const camera = find('media-source', 'video');
            return {
              timestamp: report[0].timestamp,
              decoded: video?.framesDecoded ?? 0,
              width: video?.frameWidth ?? 0,
              height: video?.frameHeight ?? 0,
              freezes: video?.freezeCount ?? 0,
              audioEnergy: audio?.totalAudioEnergy ?? 0,
              taken: camera?.frames ?? 0,
            };
            """;

    /** Its upper left corner, where the test picture has nothing but its colour. */
    private static final String COLOUR =
            """
            const video = document.getElementById('received-video');
            const canvas = new OffscreenCanvas(1, 1);
            const drawing = canvas.getContext('2d');
            drawing.drawImage(video, 0, 0, 64, 48, 0, 0, 1, 1);
            return [...drawing.getImageData(0, 0, 1, 1).data].slice(0, 3);
            """;

    /**
     * Notes when the picture turns white, and when the sound begins after a pause; both in ms. Sees
     * each frame as the browser hands it on to be shown: one that is busy paints fewer, and later.
     */
    private static final String WATCH_BEATS =
            """
            const { srcObject } = document.getElementById('received-video');
            const drawing = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
            const beats = window.beats = { flashes: [], beeps: [] };
            const [track] = srcObject.getVideoTracks();
            const frames = new MediaStreamTrackProcessor({ track: track.clone() }).readable.getReader();
            const look = async wasWhite => {
              const { value: frame } = await frames.read();
              const now = performance.now();
              drawing.drawImage(frame, 0, 0, 64, 48, 0, 0, 1, 1);
              frame.close();
              const isWhite = Math.min(...drawing.getImageData(0, 0, 1, 1).data.slice(0, 3)) > 200;
              if (isWhite && !wasWhite) {
                beats.flashes.push(now);
              }
              look(isWhite);
            };
            look(true);

            const context = new AudioContext({ sampleRate: 48000 });
            await context.audioWorklet.addModule(URL.createObjectURL(new Blob([`
              registerProcessor('beeps', class extends AudioWorkletProcessor {
                quietSince = 0;
                process([[samples]]) {
                  if (samples?.some(sample => Math.abs(sample) > 0.05)) {
                    if (currentTime - this.quietSince > 0.5) {
                      this.port.postMessage(currentTime);
                    }
                    this.quietSince = currentTime;
                  }
                  return true;
                }
              });
            `], { type: 'text/javascript' })));
            const listener = new AudioWorkletNode(context, 'beeps');
            listener.port.onmessage = ({ data }) =>
              beats.beeps.push(performance.now() - (context.currentTime - data) * 1000);
            context.createMediaStreamSource(srcObject).connect(listener);
            """;

    /** From each beep to the nearest flash. */
    private static final String OFFSETS =
            """
            return beats.beeps.map(beep => beats.flashes.map(flash => flash - beep)
              .reduce((nearest, each) => Math.abs(each) < Math.abs(nearest) ? each : nearest, 1e9));
            """;

    /**
     * @param timestamp in ms, when these were taken
     * @param decoded received frames
     * @param width of a frame, in pixels
     * @param height of a frame, in pixels
     * @param freezes as <a href="https://www.w3.org/TR/webrtc-stats/">freezeCount</a> counts them
     * @param audioEnergy of the received sound, as totalAudioEnergy counts it
     * @param taken frames of this page's own camera
     */
    record Statistics(
            double timestamp,
            int decoded,
            int width,
            int height,
            int freezes,
            double audioEnergy,
            int taken) {

        /** Frames a second since an earlier time. */
        double decodedSince(Statistics earlier) {
            return (decoded - earlier.decoded) * 1000 / (timestamp - earlier.timestamp);
        }

        /** Frames a second since an earlier time. */
        double takenSince(Statistics earlier) {
            return (taken - earlier.taken) * 1000 / (timestamp - earlier.timestamp);
        }
    }

    private final ExamplePage page;

    ReceivedMedia(ExamplePage page) {
        this.page = page;
    }

    Statistics statistics() {
        Map<?, ?> values = (Map<?, ?>) page.awaitScript(STATISTICS);
        return new Statistics(
                number(values.get("timestamp")),
                (int) number(values.get("decoded")),
                (int) number(values.get("width")),
                (int) number(values.get("height")),
                (int) number(values.get("freezes")),
                number(values.get("audioEnergy")),
                (int) number(values.get("taken")));
    }

    /** Waits until so many more frames are decoded. */
    Statistics awaitFrames(int frames) {
        int before = statistics().decoded();
        page.until(() -> statistics().decoded() >= before + frames);
        return statistics();
    }

    /**
     * Waits until the picture has a colour.
     *
     * @param colour as in CSS: {@code #rrggbb}
     */
    void awaitColour(String colour) {
        page.until(() -> isOf(colour));
    }

    private boolean isOf(String colour) {
        List<?> seen = (List<?>) page.browser().executeScript(COLOUR);
        for (int i = 0; i < 3; i++) {
            int wanted = Integer.parseInt(colour.substring(1 + 2 * i, 3 + 2 * i), 16);
            if (Math.abs(number(seen.get(i)) - wanted) > 40) {
                return false;
            }
        }
        return true;
    }

    /** How much later than its beep a flash of the test picture is seen, in ms: the median. */
    double lipSync() {
        page.awaitScript(WATCH_BEATS);
        page.until(PATIENCE, () -> offsets().size() >= BEATS_TO_SETTLE + BEATS);
        double[] settled =
                offsets().stream()
                        .skip(BEATS_TO_SETTLE)
                        .mapToDouble(ReceivedMedia::number)
                        .sorted()
                        .toArray();
        return settled[settled.length / 2];
    }

    private List<?> offsets() {
        return (List<?>) page.browser().executeScript(OFFSETS);
    }

    /** In the words that cover it, or the empty string while it is to be seen. */
    String words() {
        return (String)
                page.browser()
                        .executeScript(
                                """
                                const words = document.querySelector(
                                  '#received-video + .screen-words');
                                return words.hidden ? '' : words.textContent;
                                """);
    }

    private static double number(Object value) {
        return ((Number) value).doubleValue();
    }
}
