package org.webrtcexamples.media;

/**
 * The discrete Fourier transform of one size, in place, by <a
 * href="https://doi.org/10.1090/S0025-5718-1965-0178586-1">Cooley and Tukey's</a> algorithm. Holds
 * tables only, so that threads may share it.
 */
final class Fft {

    private final int size;

    /** Of π·i/half at half + i: the stage that joins halves of that length reads it in a row. */
    private final double[] cos;

    private final double[] sin;

    /**
     * @param size a power of two, at least 2
     */
    Fft(int size) {
        if (size < 2 || Integer.bitCount(size) != 1) {
            throw new IllegalArgumentException("Not a power of two: " + size);
        }
        this.size = size;
        cos = new double[size];
        sin = new double[size];
        for (int half = 1; half < size; half *= 2) {
            for (int i = 0; i < half; i++) {
                cos[half + i] = Math.cos(Math.PI * i / half);
                sin[half + i] = Math.sin(Math.PI * i / half);
            }
        }
    }

    /**
     * From X to its sums over j of X[j]·exp(-2πi·jk/size) for each k, not scaled.
     *
     * @param re the real parts, as many as {@code size}
     * @param im the imaginary parts, as many
     */
    void transform(double[] re, double[] im) {
        sortByReversedBits(re);
        sortByReversedBits(im);
        for (int half = 1; half < size; half *= 2) {
            for (int start = 0; start < size; start += 2 * half) {
                for (int i = 0; i < half; i++) {
                    int even = start + i;
                    int odd = even + half;
                    double c = cos[half + i];
                    double s = sin[half + i];
                    double turnedRe = re[odd] * c + im[odd] * s;
                    double turnedIm = im[odd] * c - re[odd] * s;
                    re[odd] = re[even] - turnedRe;
                    im[odd] = im[even] - turnedIm;
                    re[even] += turnedRe;
                    im[even] += turnedIm;
                }
            }
        }
    }

    /** Swaps each value with the one at its index with the bits reversed. */
    private void sortByReversedBits(double[] values) {
        int unusedBits = Integer.numberOfLeadingZeros(size) + 1;
        for (int i = 0; i < size; i++) {
            int reversed = Integer.reverse(i) >>> unusedBits;
            if (i < reversed) {
                double value = values[i];
                values[i] = values[reversed];
                values[reversed] = value;
            }
        }
    }
}
