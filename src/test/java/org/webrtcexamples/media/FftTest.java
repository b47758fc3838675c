package org.webrtcexamples.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Random;

class FftTest {

    @ParameterizedTest
    @ValueSource(ints = {2, 4, 8, 64, 512})
    void isTheSumThatDefinesIt(int size) {
        Random random = new Random(size);
        double[] re = random.doubles(size, -1, 1).toArray();
        double[] im = random.doubles(size, -1, 1).toArray();
        double[] expectedRe = new double[size];
        double[] expectedIm = new double[size];
        for (int k = 0; k < size; k++) {
            for (int j = 0; j < size; j++) {
                double angle = -2 * Math.PI * j * k / size;
                expectedRe[k] += re[j] * Math.cos(angle) - im[j] * Math.sin(angle);
                expectedIm[k] += re[j] * Math.sin(angle) + im[j] * Math.cos(angle);
            }
        }

        new Fft(size).transform(re, im);

        for (int k = 0; k < size; k++) {
            assertEquals(expectedRe[k], re[k], 1e-10);
            assertEquals(expectedIm[k], im[k], 1e-10);
        }
    }

    @Test
    void theTransformOfATransformIsTheSignalBackwards() {
        int size = 8192;
        double[] signal = new Random(1).doubles(size, -1, 1).toArray();
        double[] re = signal.clone();
        double[] im = new double[size];
        Fft fft = new Fft(size);

        fft.transform(re, im);
        fft.transform(re, im);

        for (int i = 0; i < size; i++) {
            assertEquals(signal[(size - i) % size], re[i] / size, 1e-12);
            assertEquals(0, im[i] / size, 1e-12);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-8, 0, 1, 3, 8191})
    void thereIsNoneOfAnotherSizeThanAPowerOfTwo(int size) {
        assertThrows(IllegalArgumentException.class, () -> new Fft(size));
    }
}
