from runs.runconfig import Document


def test_an_edit_keeps_everything_else_to_the_byte():
    document = Document.read('# mine\nscript:   "train.py"   # the one\nTarget: gpu\nnode_count: 1\n')
    document.set("script", "other.py")
    document.set("target", "local")
    assert document.text == '# mine\nscript:   "other.py"   # the one\nTarget: local\nnode_count: 1\n'
