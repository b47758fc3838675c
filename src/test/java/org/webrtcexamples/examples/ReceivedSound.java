package org.webrtcexamples.examples;

import java.util.List;

/** What a browser receives on the first audio track of its page's connection, measured there. */
final class ReceivedSound {

    /** Taps the track; each measurement takes 32,768 samples at 48 kHz, the last 0.68 s. */
    private static final String TAP =
            """
            const [receiver] = window.peerConnection.getReceivers();
            const context = new AudioContext({ sampleRate: 48000 });
            const source = context.createMediaStreamSource(new MediaStream([receiver.track]));
            const splitter = context.createChannelSplitter(2);
            source.connect(splitter);
            const analysers = [0, 1].map(channel => {
              const analyser = new AnalyserNode(context, { fftSize: 32768 });
              splitter.connect(analyser, channel);
              return analyser;
            });
            window.measureSound = () => analysers.map(analyser => {
              const samples = new Float32Array(analyser.fftSize);
              analyser.getFloatTimeDomainData(samples);
              const crossings = [];
              let squares = 0;
              samples.forEach((sample, i) => {
                squares += sample * sample;
                const before = samples[i - 1];
                if (i > 0 && before < 0 && sample >= 0) {
                  crossings.push(i - sample / (sample - before));
                }
              });
              const cycles = crossings.length - 1;
              return [
                cycles > 0 ? cycles / (crossings.at(-1) - crossings[0]) * 48000 : 0,
                Math.sqrt(squares / samples.length),
              ];
            });
            """;

    /**
     * One channel of it.
     *
     * @param frequency Hz, from the zero crossings; 0 if there are none
     * @param rms where 1 is full scale
     */
    record Channel(double frequency, double rms) {}

    private final ExamplePage page;

    ReceivedSound(ExamplePage page) {
        this.page = page;
        page.browser().executeScript(TAP);
    }

    Channel left() {
        return channel(0);
    }

    Channel right() {
        return channel(1);
    }

    private Channel channel(int index) {
        List<?> values =
                (List<?>)
                        page.browser().executeScript("return measureSound()[arguments[0]]", index);
        return new Channel(number(values.get(0)), number(values.get(1)));
    }

    /** A number of the track's statistics, as in RTCInboundRtpStreamStats. */
    double statistic(String name) {
        return number(
                page.awaitScript(
                        """
                        const report = await peerConnection.getStats();
                        return [...report.values()]
                          .find(({ type }) => type === 'inbound-rtp')[args[0]];
                        """,
                        name));
    }

    private static double number(Object value) {
        return ((Number) value).doubleValue();
    }
}
