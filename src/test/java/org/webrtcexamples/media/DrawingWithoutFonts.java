package org.webrtcexamples.media;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Draws all overlays, with and without an input, and says so when they are in the picture. */
final class DrawingWithoutFonts {

    static final String DONE = "all is drawn";

    private DrawingWithoutFonts() {}

    public static void main(String[] arguments) {
        for (Overlay overlay : List.of(new SpinningText("Jakarta EE"), new FrameClock())) {
            for (Optional<Input> input :
                    List.of(Optional.<Input>empty(), Optional.of(new Input(640, 480, 1)))) {
                BufferedImage image = new BufferedImage(640, 480, BufferedImage.TYPE_INT_RGB);
                new Compositor(overlay).paint(image, input);
                int background = image.getRGB(639, 479);
                long drawn =
                        Arrays.stream(image.getRGB(0, 0, 640, 480, null, 0, 640))
                                .filter(rgb -> rgb != background)
                                .count();
                if (drawn < 1000) {
                    throw new IllegalStateException(drawn + " pixels of " + overlay);
                }
            }
        }
        System.out.println(DONE);
    }
}
