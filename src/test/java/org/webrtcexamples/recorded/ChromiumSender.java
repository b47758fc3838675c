package org.webrtcexamples.recorded;

import org.openqa.selenium.chrome.ChromeDriver;
import org.webrtcexamples.client.Connection;
import org.webrtcexamples.client.ConnectionsClient;
import org.webrtcexamples.client.Description;
import org.webrtcexamples.client.NetworkCable;

import java.util.Map;

/** A peer connection in a page of Chromium, which several share. */
final class ChromiumSender implements Sender {

    /** Makes marks as org.webrtcexamples.client.Marks and MarkedPicture do. */
    private static final String LIBRARY =
            """
            const senders = window.senders = {};
            const audio = new AudioContext({ sampleRate: 48000 });
            const ticker = new Worker('/lib/ticker.js');
            ticker.addEventListener('message', () => Object.values(senders).forEach(each => each.draw()));
            ticker.postMessage(50);

            function marked(width, height) {
              const destination = new MediaStreamAudioDestinationNode(audio, { channelCount: 1 });
              const tone = new OscillatorNode(audio, { frequency: 440 });
              tone.connect(new GainNode(audio, { gain: 0.2 })).connect(destination);
              const beep = new OscillatorNode(audio);
              const gain = new GainNode(audio, { gain: 0 });
              beep.connect(gain).connect(destination);
              tone.start();
              beep.start();
              const canvas = document.createElement('canvas');
              Object.assign(canvas, { width, height });
              document.body.append(canvas);
              const drawing = canvas.getContext('2d', { alpha: false });
              const begin = performance.now();
              let mark = 0;
              let flashBegin = 0;
              let number = 0;
              function draw() {
                const { width, height } = canvas;
                const now = performance.now();
                const second = Math.floor((now - begin) / 1000);
                if (second !== mark) {
                  mark = second;
                  flashBegin = now;
                  beep.frequency.setValueAtTime(1000 + 250 * (second % 8), audio.currentTime);
                  gain.gain.setValueAtTime(0.2, audio.currentTime);
                  gain.gain.setValueAtTime(0, audio.currentTime + 0.05);
                }
                const flashes = mark > 0 && now - flashBegin < 90;
                drawing.fillStyle = flashes ? 'white' : 'rgb(51 51 51)';
                drawing.fillRect(0, 0, width, height);
                drawing.fillStyle = flashes ? 'black' : 'rgb(133 133 133)';
                if (flashes) {
                  drawing.fillRect(mark % 8 * width / 8, height * 13 / 24, width / 8, height * 7 / 24);
                } else {
                  drawing.fillRect(number % 64 * width / 64, 0, width / 8, height);
                }
                number++;
              }
              draw();
              return {
                draw,
                begin,
                canvas,
                audioTrack: destination.stream.getAudioTracks()[0],
                videoTrack: canvas.captureStream().getVideoTracks()[0],
              };
            }

            window.answer = async (id, offer, withSound, withPicture, width, height, soundSent, pictureSent) => {
              const sender = marked(width, height);
              const peerConnection = sender.peerConnection = new RTCPeerConnection();
              await peerConnection.setRemoteDescription({ type: 'offer', sdp: offer });
              const together = new MediaStream();
              for (const transceiver of peerConnection.getTransceivers()) {
                const kind = transceiver.receiver.track.kind;
                if (kind === 'audio' ? withSound : withPicture) {
                  transceiver.direction = 'sendonly';
                  transceiver.sender.setStreams(together);
                  if (kind === 'audio' ? soundSent : pictureSent) {
                    await transceiver.sender.replaceTrack(sender[`${kind}Track`]);
                  }
                  sender[kind] = transceiver.sender;
                } else {
                  transceiver.direction = 'inactive';
                }
              }
              await peerConnection.setLocalDescription(await peerConnection.createAnswer());
              senders[id] = sender;
              return {
                sdp: peerConnection.localDescription.sdp,
                elapsed: performance.now() - sender.begin,
              };
            };
            """;

    private static final String ANSWER =
            """
            const done = arguments[arguments.length - 1];
            answer(...[...arguments].slice(0, -1)).then(done, error => done({ sdp: `${error}` }));
            """;

    private final ChromeDriver browser;
    private final boolean withSound;
    private final boolean withPicture;
    private final int width;
    private final int height;
    private boolean soundSent = true;
    private boolean pictureSent = true;
    private String id;
    private long marksBegin;

    ChromiumSender(
            ChromeDriver browser, boolean withSound, boolean withPicture, int width, int height) {
        this.browser = browser;
        this.withSound = withSound;
        this.withPicture = withPicture;
        this.width = width;
        this.height = height;
    }

    /** Readies a browser for all that are made with it. */
    static void prepare(ChromeDriver browser, ConnectionsClient server) {
        browser.get(server.target("index.html").getUri().toString());
        browser.executeScript(LIBRARY);
    }

    @Override
    public void connect(ConnectionsClient server, NetworkCable cable, SentPackets packets) {
        Connection connection = server.create(Recording.EXAMPLE);
        id = connection.id();
        String offer = cable.plugInto(connection.offer()).sdp();
        Map<?, ?> answer;
        synchronized (browser) {
            answer =
                    (Map<?, ?>)
                            browser.executeAsyncScript(
                                    ANSWER,
                                    id,
                                    offer,
                                    withSound,
                                    withPicture,
                                    width,
                                    height,
                                    soundSent,
                                    pictureSent);
            double elapsed = ((Number) answer.get("elapsed")).doubleValue();
            marksBegin = System.nanoTime() - (long) (elapsed * 1e6);
        }
        String sdp = ((String) answer.get("sdp")).replaceAll("a=candidate:.*\r\n", "");
        packets.read(sdp);
        server.answer(Recording.EXAMPLE, id, Description.answer(sdp));
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public long marksBegin() {
        return marksBegin;
    }

    @Override
    public void setSoundSent(boolean sent) {
        soundSent = sent;
        run("sender.audio.replaceTrack(more ? sender.audioTrack : null)", sent);
    }

    @Override
    public void setPictureSent(boolean sent) {
        pictureSent = sent;
        run("sender.video.replaceTrack(more ? sender.videoTrack : null)", sent);
    }

    @Override
    public void setMuted(boolean muted) {
        run("sender.audioTrack.enabled = sender.videoTrack.enabled = !more", muted);
    }

    @Override
    public void setSize(int width, int height) {
        run(
                """
                Object.assign(sender.canvas, more);
                sender.draw();
                [sender.videoTrack] = sender.canvas.captureStream().getVideoTracks();
                sender.video.replaceTrack(sender.videoTrack);
                """,
                Map.of("width", width, "height", height));
    }

    @Override
    public void close() {
        run(
                """
                sender?.peerConnection.close();
                sender?.canvas.remove();
                delete senders[id];
                """,
                true);
    }

    private void run(String script, Object more) {
        if (id == null) {
            return;
        }
        synchronized (browser) {
            browser.executeScript(
                    "const [id, more] = arguments; const sender = senders[id]; " + script,
                    id,
                    more);
        }
    }
}
