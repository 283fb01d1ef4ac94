"""Passwords that everybody tries first. Those of fewer than twelve characters are refused for their length anyway."""

# What is left of a common password when digits and marks are taken off both ends, and look-alikes read as letters.
_ROOTS = """
    admin administrator adminadmin almaty almatykz almatyalmaty astana astanaastana baseball changeme computer
    correcthorsebatterystaple default dragon dragondragon football government gosuslugi iloveyou iloveyouforever
    kazakhstan kazakhstankz kazahstan qazaqstan qazaqstankz egov egovkz welcometo letmein letmeinplease login master
    mastermaster minister ministry monkey monkeymonkey mypassword newpassword nursultan parol parolparol
    pass password passwordpassword passpass passw princess qazwsx qazwsxedc qazwsxedcrfv qwer qwert qwerty
    qwertyqwerty qwertyuiop qwertyuiopasdf qwertyuiopasdfghjkl asdfgh asdfghjkl asdfasdfasdf zxcvbn zxcvbnm qwe qweqwe
    qweasdzxc qyzmet qyzmetqyzmet secret secretsecret shadow sunshine superman supersecret temporary test testtest
    testtesttest trustno user username welcome welcomewelcome whatever
    пароль парольпароль администратор йцукен йцукенгшщзхъ йцукенйцукен фывапролджэ казахстан қазақстан алматы астана
    құпиясөз құпия қызмет қызметқызмет министр министерство привет приветпривет люблютебя здравствуйте
"""
ROOTS = frozenset(_ROOTS.split())

# Runs along the keyboard and the alphabets, either way round.
RUNS = (
    "01234567890123456789",
    "abcdefghijklmnopqrstuvwxyz",
    "абвгдежзийклмнопрстуфхцчшщъыьэюя",
    "qwertyuiop[]",
    "asdfghjkl;'",
    "zxcvbnm,./",
    "йцукенгшщзхъ",
    "фывапролджэ",
    "ячсмитьбю",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "1q2w3e4r5t6y7u8i9o0p",
    "qazwsxedcrfvtgbyhnujm",
)
