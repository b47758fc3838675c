package org.webrtcexamples;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.members;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

import org.junit.jupiter.api.Test;
import org.webrtcexamples.connections.About;
import org.webrtcexamples.connections.Example;
import org.webrtcexamples.connections.Recording;
import org.webrtcexamples.connections.Recordings;
import org.webrtcexamples.connections.Status;
import org.webrtcexamples.peer.Peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The way through the house: one direction only. */
@AnalyzeClasses(
        packages = ArchitectureTest.ROOT,
        importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    static final String ROOT = "org.webrtcexamples";

    private static final Path SOURCES = Path.of("src", "main", "java");

    /**
     * What a package may use of this application, besides itself; a package and not those in it.
     */
    private static ArchRule mayUseOnly(String user, String... used) {
        String[] allowed =
                Stream.concat(Stream.of(user), Arrays.stream(used))
                        .map(name -> ROOT + '.' + name)
                        .toArray(String[]::new);
        return noClasses()
                .that()
                .resideInAPackage(ROOT + '.' + user)
                .should()
                .dependOnClassesThat(
                        resideInAPackage(ROOT + "..").and(resideInAnyPackage(allowed).negate()))
                .allowEmptyShould(true);
    }

    @ArchTest
    static final ArchRule restUsesConnectionsAndTheTypesOfPeers =
            mayUseOnly("rest", "connections", "peer");

    @ArchTest static final ArchRule connectionsUsePeers = mayUseOnly("connections", "peer");

    @ArchTest static final ArchRule peerUsesNothingOfOurs = mayUseOnly("peer");

    @ArchTest static final ArchRule whatEnginesShareUsesPeer = mayUseOnly("peer.engine", "peer");

    @ArchTest
    static final ArchRule theNativeEngineUsesPeer =
            mayUseOnly("peer.libwebrtc", "peer", "peer.engine", "linker");

    @ArchTest static final ArchRule theLinkerUsesNothingOfOurs = mayUseOnly("linker");

    @ArchTest
    static final ArchRule theRelayUsesPeer = mayUseOnly("peer.relay", "peer", "peer.engine");

    @ArchTest
    static final ArchRule onlyTheRelayUsesBouncyCastle =
            noClasses()
                    .that()
                    .resideOutsideOfPackage(ROOT + ".peer.relay")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("org.bouncycastle..");

    @ArchTest static final ArchRule mediaUsesNothingOfOurs = mayUseOnly("media");

    @ArchTest
    static final ArchRule recordingUsesTheTypesOfPeers =
            mayUseOnly("media.recording", "peer", "linker");

    @ArchTest
    static final ArchRule examplesUsePeersAndMedia =
            mayUseOnly(
                    "examples",
                    "connections",
                    "peer",
                    "peer.libwebrtc",
                    "peer.relay",
                    "media",
                    "media.recording");

    @ArchTest
    static final ArchRule examplesUseOfConnectionsOnlyTheirContract =
            noClasses()
                    .that()
                    .resideInAPackage(ROOT + ".examples")
                    .should()
                    .dependOnClassesThat(
                            resideInAPackage(ROOT + ".connections")
                                    .and(
                                            belongToAnyOf(
                                                            Example.class,
                                                            About.class,
                                                            Status.class,
                                                            Recordings.class,
                                                            Recording.class)
                                                    .negate()));

    @ArchTest
    static final ArchRule thereIsNoOtherPackage =
            classes()
                    .should()
                    .resideInAnyPackage(
                            ROOT + ".rest",
                            ROOT + ".connections",
                            ROOT + ".linker",
                            ROOT + ".peer",
                            ROOT + ".peer.engine",
                            ROOT + ".peer.libwebrtc",
                            ROOT + ".peer.relay",
                            ROOT + ".media",
                            ROOT + ".media.recording",
                            ROOT + ".examples");

    @ArchTest
    static final ArchRule packagesFormNoCycle =
            slices().matching(ROOT + ".(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule onlyTheNativeEngineUsesTheNativeLibrary =
            noClasses()
                    .that()
                    .resideOutsideOfPackage(ROOT + ".peer.libwebrtc")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("dev.onvoid..");

    @ArchTest
    static final ArchRule theNativeLibraryStaysBehindTheNativeEngine =
            members()
                    .that()
                    .areDeclaredInClassesThat()
                    .resideInAPackage(ROOT + ".peer.libwebrtc")
                    .should(notShowTheNativeLibraryToOtherPackages());

    private static ArchCondition<JavaMember> notShowTheNativeLibraryToOtherPackages() {
        return new ArchCondition<>("not show the native library to other packages") {
            @Override
            public void check(JavaMember member, ConditionEvents events) {
                Set<String> shown =
                        typesIn(member).stream()
                                .map(JavaClass::getFullName)
                                .filter(name -> name.startsWith("dev.onvoid."))
                                .collect(Collectors.toCollection(TreeSet::new));
                if (isVisibleElsewhere(member) && !shown.isEmpty()) {
                    events.add(
                            SimpleConditionEvent.violated(
                                    member, member.getFullName() + " shows " + shown));
                }
            }
        };
    }

    private static boolean isVisibleElsewhere(JavaMember member) {
        for (JavaClass type = member.getOwner();
                type != null;
                type = type.getEnclosingClass().orElse(null)) {
            if (!isPublicOrProtected(type.getModifiers())) {
                return false;
            }
        }
        return isPublicOrProtected(member.getModifiers());
    }

    private static boolean isPublicOrProtected(Set<JavaModifier> modifiers) {
        return modifiers.contains(JavaModifier.PUBLIC)
                || modifiers.contains(JavaModifier.PROTECTED);
    }

    /** Of a signature, with what its generic types are made of. */
    private static Set<JavaClass> typesIn(JavaMember member) {
        Set<JavaClass> types = new HashSet<>();
        if (member instanceof JavaField field) {
            types.addAll(field.getType().getAllInvolvedRawTypes());
        } else if (member instanceof JavaCodeUnit codeUnit) {
            types.addAll(codeUnit.getReturnType().getAllInvolvedRawTypes());
            codeUnit.getParameterTypes()
                    .forEach(type -> types.addAll(type.getAllInvolvedRawTypes()));
            types.addAll(codeUnit.getExceptionTypes());
        }
        return types;
    }

    /** It runs unchanged on every server: nothing of one of them; what is bundled is named here. */
    @ArchTest
    static final ArchRule theApplicationUsesOnlyItsSpecifications =
            classes()
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(
                            ROOT + "..",
                            "java..",
                            "javax.crypto..",
                            "jakarta..",
                            "org.eclipse.microprofile..",
                            "dev.onvoid..",
                            "org.bouncycastle..",
                            "");

    @ArchTest static final ArchRule nothingIsPrinted = NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

    @ArchTest
    static final ArchRule anExampleSaysWhatItIs =
            classes()
                    .that()
                    .implement(Example.class)
                    .should()
                    .beAnnotatedWith(About.class)
                    .andShould()
                    .resideInAPackage(ROOT + ".examples");

    @ArchTest
    static final ArchRule aPeerIsAnEngines =
            classes()
                    .that()
                    .implement(Peer.class)
                    .should()
                    .resideInAnyPackage(ROOT + ".peer.libwebrtc", ROOT + ".peer.relay");

    @Test
    void everyPackageSaysWhatItIs() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            Set<Path> packages =
                    files.filter(file -> file.toString().endsWith(".java"))
                            .map(Path::getParent)
                            .collect(Collectors.toCollection(TreeSet::new));
            assertFalse(packages.isEmpty());
            assertEquals(
                    List.of(),
                    packages.stream()
                            .filter(folder -> Files.notExists(folder.resolve("package-info.java")))
                            .toList());
        }
    }
}
