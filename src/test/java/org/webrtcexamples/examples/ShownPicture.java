package org.webrtcexamples.examples;

import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * What a video element of a page showed at a time, coarsely: in cells.
 *
 * @param time in ms
 * @param rgba of each cell, row by row
 */
record ShownPicture(double time, byte[] rgba) {

    static final int COLUMNS = 64;
    static final int ROWS = 48;

    private static final String TAKE =
            """
            const [id, count, interval, columns, rows] = args;
            const video = document.getElementById(id);
            video.scrollIntoView({ block: 'center' }); // what is not to be seen, is not drawn
            const drawing = new OffscreenCanvas(columns, rows).getContext('2d', { willReadFrequently: true });
            drawing.imageSmoothingQuality = 'high';
            const taken = [];
            while (taken.length < count) {
              const time = await new Promise(resolve => video.requestVideoFrameCallback(resolve));
              if (taken.length > 0 && time < taken.at(-1).time + interval) {
                continue;
              }
              drawing.drawImage(video, 0, 0, columns, rows);
              const { data } = drawing.getImageData(0, 0, columns, rows);
              taken.push({ time, rgba: btoa(String.fromCharCode(...data)) });
            }
            return taken;
            """;

    /**
     * Takes some of the pictures that are shown from now on.
     *
     * @param id of the video element
     * @param interval at least so many ms are between two of them
     */
    static List<ShownPicture> take(ExamplePage page, String id, int count, int interval) {
        List<?> taken = (List<?>) page.awaitScript(TAKE, id, count, interval, COLUMNS, ROWS);
        return taken.stream().map(each -> of((Map<?, ?>) each)).toList();
    }

    private static ShownPicture of(Map<?, ?> taken) {
        return new ShownPicture(
                ((Number) taken.get("time")).doubleValue(),
                Base64.getDecoder().decode((String) taken.get("rgba")));
    }

    /** Red, green and blue of a cell, each from 0 to 255. */
    int[] colour(int column, int row) {
        int[] colour = new int[3];
        for (int i = 0; i < 3; i++) {
            colour[i] = rgba[(row * COLUMNS + column) * 4 + i] & 0xff;
        }
        return colour;
    }

    /** The largest difference of red, green or blue. */
    int difference(int column, int row, int... other) {
        int[] colour = colour(column, row);
        int largest = 0;
        for (int i = 0; i < 3; i++) {
            largest = Math.max(largest, Math.abs(colour[i] - other[i]));
        }
        return largest;
    }

    /** How colourful a cell is: 0 for any grey, up to 255. */
    int chroma(int column, int row) {
        int[] sorted = colour(column, row);
        Arrays.sort(sorted);
        return sorted[2] - sorted[0];
    }
}
