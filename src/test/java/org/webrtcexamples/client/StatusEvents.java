package org.webrtcexamples.client;

import jakarta.json.Json;
import jakarta.json.JsonObject;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The status of an example, as its server-sent events bring it. Speaks HTTP/1.0 over a socket of
 * its own, which it can close at any time.
 */
public final class StatusEvents implements AutoCloseable {

    private final Socket socket;
    private final BufferedReader reader;
    private final Map<String, String> headers = new HashMap<>();
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final CompletableFuture<Void> end = new CompletableFuture<>();

    /**
     * @throws UnexpectedResponseException if it is not answered with events
     */
    StatusEvents(URI uri) {
        try {
            socket = new Socket(uri.getHost(), uri.getPort());
            socket.getOutputStream()
                    .write(
                            "GET %s HTTP/1.0\r\nHost: %s\r\n\r\n"
                                    .formatted(uri.getRawPath(), uri.getRawAuthority())
                                    .getBytes(StandardCharsets.US_ASCII));
            reader =
                    new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            int status = Integer.parseInt(reader.readLine().split(" ")[1]);
            String header;
            while (!(header = reader.readLine()).isEmpty()) {
                String[] nameAndValue = header.split(": ", 2);
                headers.put(nameAndValue[0].toLowerCase(Locale.ROOT), nameAndValue[1]);
            }
            if (status != 200) {
                String refusal = reader.readLine();
                socket.close();
                throw new UnexpectedResponseException(status, refusal);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread reading = new Thread(this::read, "status events");
        reading.setDaemon(true);
        reading.start();
    }

    private void read() {
        try {
            String line;
            while ((line = reader.readLine()) != null) {
                lines.add(line);
            }
            end.complete(null);
        } catch (IOException e) {
            end.completeExceptionally(e);
        }
    }

    /**
     * @param name in lower case
     */
    public String header(String name) {
        return headers.get(name);
    }

    /** The next line of the stream, whatever it is. */
    public String nextLine(Duration patience) throws InterruptedException {
        String line = lines.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        if (line == null) {
            throw new AssertionError("no line within " + patience);
        }
        return line;
    }

    /** The data of the next event. */
    public JsonObject next(Duration patience) throws InterruptedException {
        String line;
        do {
            line = nextLine(patience);
        } while (!line.startsWith("data: "));
        return Json.createReader(new StringReader(line.substring("data: ".length()))).readObject();
    }

    /** Waits until the server ends the stream in good order. */
    public void awaitEnd(Duration patience) throws Exception {
        end.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
