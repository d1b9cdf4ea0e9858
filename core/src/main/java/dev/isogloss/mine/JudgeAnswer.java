package dev.isogloss.mine;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a language model gave a passage on the two criteria of the method.
 *
 * @param accuracy whether the passage says what is right, 0 .. 2
 * @param completeness whether it says all that is asked, 0 .. 2
 */
record JudgeAnswer(int accuracy, int completeness) {
    /**
     * A criterion and its grade in JSON, YAML or prose: {@code "accuracy": 1}, {@code **Information accuracy**: 1}, {@code accuracy
     * is 1}, {@code "accuracy": {"score": 1}}. Not a grade: {@code 1.5}, {@code 12}, and {@code 0, 1 or 2}, which only repeats what
     * was asked.
     */
    private static final Pattern GRADE = Pattern.compile(
            "(?<!\\p{L})(accuracy|completeness)(?:[ _-]?(?:score|grade|rating))?"
                    + "[\"'*_`\\s]{0,8}(?:\\([^()\\n]{0,40}\\))?[\"'*_`\\s]{0,8}"
                    + "(?:[:=：]|(?<=\\s)is(?=\\s)|->|→)[\"'*_`\\s]{0,8}"
                    + "(?:\\{?\\s{0,8}[\"']?(?:score|grade|rating|value)[\"']?\\s{0,8}[:=：]\\s{0,8}[\"']?)?"
                    + "([012])(?![0-9]|[.,][0-9])(?!\\s{0,2}(?:,|-|–|\\||or|to|/\\s{0,2}1\\s{0,2}/)\\s{0,2}[012])",
            Pattern.CASE_INSENSITIVE);

    JudgeAnswer {
        if (accuracy < 0 || accuracy > 2 || completeness < 0 || completeness > 2) {
            throw new IllegalArgumentException("grades are 0 .. 2 (got: " + accuracy + ", " + completeness + ")");
        }
    }

    /**
     * The grades in an answer, whatever is around them; of several for one criterion the last, because models that reason come to
     * their conclusion at the end. Empty when one of the two is not there.
     */
    static Optional<JudgeAnswer> parse(String answer) {
        Matcher grade = GRADE.matcher(AnswerText.withoutThoughts(answer));
        int accuracy = -1;
        int completeness = -1;
        while (grade.find()) {
            int value = grade.group(2).charAt(0) - '0';
            if (grade.group(1).toLowerCase(Locale.ROOT).equals("accuracy")) {
                accuracy = value;
            } else {
                completeness = value;
            }
        }
        return accuracy < 0 || completeness < 0
                ? Optional.empty()
                : Optional.of(new JudgeAnswer(accuracy, completeness));
    }

    /** Any 0 makes 0; otherwise more 1s than 2s make 1; otherwise 2. So (1,1) is 1, and (1,2), (2,1), (2,2) are 2. */
    Grade grade() {
        if (accuracy == 0 || completeness == 0) {
            return Grade.IRRELEVANT;
        }
        return accuracy == 1 && completeness == 1 ? Grade.PARTIAL : Grade.RELEVANT;
    }
}
